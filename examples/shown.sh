# What the demos are shown with.
export LC_ALL=C.UTF-8
bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi

heading() {
    printf '\n%s── %s ──%s\n\n' "$bold" "$1" "$plain"
}

shown() {
    printf '%s$ %s%s\n\n' "$dim" "$1" "$plain"
}

# Shows a command as one would type it, then runs it.
show() {
    shown "$1"
    eval "$1"
    echo
}
