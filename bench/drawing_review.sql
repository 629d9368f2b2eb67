-- The policy `drawing-review` as somebody writes it who knows SQL: the same columns, the same refusals of bad facts.
WITH "read" AS (
  SELECT
    "contract",
    "score" AS "given_score",
    "revision" AS "given_revision",
    CASE WHEN "score" BETWEEN 0 AND 100 THEN "score" END AS "score",
    CASE
      WHEN "revision" IN ('complete', '全部整改', 'All fixed') THEN 'complete'
      WHEN "revision" IN ('partial', '部分整改', 'Not all fixed') THEN 'partial'
      WHEN "revision" IN ('none', '未整改', 'Nothing fixed') THEN 'none'
    END AS "revision",
    coalesce("signed", FALSE) AS "signed",
    "commission"
  FROM "facts"
), "checked" AS (
  SELECT
    *,
    CASE
      WHEN "score" IS NULL OR ("revision" IS NULL AND "given_revision" IS NOT NULL) THEN list_filter(
        [
          CASE WHEN "given_score" IS NULL THEN 'GJ402 score' WHEN "score" IS NULL THEN 'GJ430 score' END,
          CASE WHEN "revision" IS NULL AND "given_revision" IS NOT NULL THEN 'GJ415 revision' END
        ],
        LAMBDA fault: fault IS NOT NULL
      )
    END AS "fact_errors"
  FROM "read"
), "fired" AS (
  SELECT
    *,
    CASE WHEN "fact_errors" IS NULL THEN "score" < 80 END AS "below-pass.fired",
    CASE WHEN "fact_errors" IS NULL THEN coalesce("revision" = 'partial', FALSE) END AS "not-all-fixed.fired",
    CASE WHEN "fact_errors" IS NULL THEN coalesce("revision" = 'none', FALSE) AND "signed" END AS "signed-unrevised.fired"
  FROM "checked"
)
SELECT
  "contract",
  "score",
  "revision",
  "signed",
  "commission",
  "fact_errors",
  "below-pass.fired",
  "not-all-fixed.fired",
  CASE WHEN "not-all-fixed.fired" THEN round("commission" * 0.005, 2)::DECIMAL(13, 2) END
    AS "not-all-fixed.commission-deduction.amount",
  "signed-unrevised.fired",
  CASE WHEN "signed-unrevised.fired" THEN round("commission" * 0.01, 2)::DECIMAL(14, 2) END
    AS "signed-unrevised.commission-deduction.amount"
FROM "fired"
