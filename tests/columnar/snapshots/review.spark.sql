/* review (base) */
WITH `facts as given` AS (
  SELECT
    `contract` AS `source/contract`,
    `score` AS `score as given`,
    `revision` AS `revision as given`,
    `signed` AS `signed as given`,
    `commission` AS `commission as given`,
    CASE
      WHEN `score` BETWEEN CAST(0 AS DECIMAL(13, 10)) AND CAST(100 AS DECIMAL(13, 10))
      THEN CASE
        WHEN `score` = CAST(`score` AS DECIMAL(13, 10))
        THEN CAST(`score` AS DECIMAL(13, 10))
      END
    END AS `score`,
    CASE `revision`
      WHEN 'partial'
      THEN 'partial'
      WHEN 'none'
      THEN 'none'
      WHEN '部分整改'
      THEN 'partial'
      WHEN '未整改'
      THEN 'none'
    END AS `revision`,
    CASE WHEN `signed` IS NULL THEN FALSE ELSE `signed` END AS `signed`,
    CASE
      WHEN `commission` BETWEEN CAST(-9999999999999.99 AS DECIMAL(15, 2)) AND CAST(9999999999999.99 AS DECIMAL(15, 2))
      THEN CASE
        WHEN `commission` = CAST(`commission` AS DECIMAL(15, 2))
        THEN CAST(`commission` AS DECIMAL(15, 2))
      END
    END AS `commission`
  FROM facts
), `facts checked` AS (
  SELECT
    *,
    CASE
      WHEN NOT (
        NOT `score` IS NULL
        AND (
          NOT `revision` IS NULL OR `revision as given` IS NULL
        )
        AND (
          NOT `commission` IS NULL OR `commission as given` IS NULL
        )
      )
      THEN FILTER(
        ARRAY(
          CASE
            WHEN `score as given` IS NULL
            THEN 'GJ402 score'
            WHEN `score` IS NULL
            THEN CASE
              WHEN NOT (
                `score as given` BETWEEN CAST(0 AS DECIMAL(13, 10)) AND CAST(100 AS DECIMAL(13, 10))
              )
              THEN 'GJ430 score'
              ELSE 'GJ508 score'
            END
          END,
          CASE
            WHEN `revision` IS NULL AND NOT `revision as given` IS NULL
            THEN 'GJ415 revision'
          END,
          CASE
            WHEN `commission` IS NULL AND NOT `commission as given` IS NULL
            THEN CASE
              WHEN NOT (
                `commission as given` BETWEEN CAST(-9999999999999.99 AS DECIMAL(15, 2)) AND CAST(9999999999999.99 AS DECIMAL(15, 2))
              )
              THEN 'GJ508 commission'
              WHEN `commission as given` BETWEEN CAST(-9999999999999.99 AS DECIMAL(15, 2)) AND CAST(9999999999999.99 AS DECIMAL(15, 2))
              THEN 'GJ432 commission'
              ELSE 'GJ508 commission'
            END
          END
        ),
        `item` -> NOT `item` IS NULL
      )
    END AS `fact_errors`
  FROM `facts as given`
), `table grades matches` AS (
  SELECT
    *,
    `score` >= CAST(90 AS DECIMAL(13, 10))
    AND `score` <= CAST(100 AS DECIMAL(13, 10)) AS `grades.high.matches`,
    `score` >= CAST(80 AS DECIMAL(13, 10)) AND `score` <= CAST(90 AS DECIMAL(13, 10)) AS `grades.mid.matches`,
    `score` < CAST(80 AS DECIMAL(13, 10)) AS `grades.low.matches`
  FROM `facts checked`
), `table grades row` AS (
  SELECT
    *,
    CASE
      WHEN CAST(`grades.high.matches` AS INT) + CAST(`grades.mid.matches` AS INT) + CAST(`grades.low.matches` AS INT) > 1
      THEN -1
      WHEN `grades.high.matches`
      THEN 1
      WHEN `grades.mid.matches`
      THEN 2
      WHEN `grades.low.matches`
      THEN 3
      ELSE 0
    END AS `grades.row`
  FROM `table grades matches`
), `table grades` AS (
  SELECT
    *,
    CASE `grades.row` WHEN 1 THEN 'high' WHEN 2 THEN 'low' WHEN 3 THEN 'low' END AS `grade` /* review.yaml:11 */
  FROM `table grades row`
), `rules` AS (
  SELECT
    *,
    CASE WHEN `fact_errors` IS NULL THEN `grades.row` = 1 END AS `grades.high.fired`, /* review.yaml:16 */
    CASE WHEN `fact_errors` IS NULL THEN `grades.row` = 2 END AS `grades.mid.fired`, /* review.yaml:17 */
    CASE WHEN `fact_errors` IS NULL THEN `grades.row` = 3 END AS `grades.low.fired`, /* review.yaml:18 */
    CASE WHEN `fact_errors` IS NULL THEN `revision` IS NOT DISTINCT FROM 'partial' END AS `partly.fired`, /* review.yaml:21 */
    CASE
      WHEN `fact_errors` IS NULL
      THEN `commission` > CAST(1000 AS DECIMAL(15, 2))
    END AS `worth-a-look.fired` /* review.yaml:24 */
  FROM `table grades`
)
SELECT
  `source/contract` AS `contract`,
  `score`,
  `revision`,
  `signed`,
  `commission`,
  `fact_errors`,
  CASE WHEN `fact_errors` IS NULL THEN `grade` END AS `grade`,
  `grades.high.fired`,
  `grades.mid.fired`,
  `grades.low.fired`,
  `partly.fired`,
  CASE WHEN `partly.fired` THEN CAST(`commission` * 0.005 AS DECIMAL(13, 2)) END AS `partly.fine.amount`,
  `worth-a-look.fired`,
  CASE WHEN `worth-a-look.fired` THEN `score` END AS `worth-a-look.notice.points`,
  CASE
    WHEN `fact_errors` IS NULL
    THEN CASE
      WHEN `grades.row` = -1
      THEN FILTER(
        ARRAY(
          CASE WHEN `grades.high.matches` THEN 'high' END,
          CASE WHEN `grades.mid.matches` THEN 'mid' END,
          CASE WHEN `grades.low.matches` THEN 'low' END
        ),
        `item` -> NOT `item` IS NULL
      )
    END
  END AS `grades.conflict`
FROM `rules`
