#include "cli/shell/scripts.hpp"

namespace gilkit::cli::shell {

namespace {

// A program that can't answer (a broken build, an older gilkit) leaves the shell's own offers: files.

// `$2` is the current word behind its last "="; unlike compgen, bash's own completion of files (-o default)
// knows quotes and tildes, but comes only where there is nothing else to offer.
constexpr std::string_view bash_script =
    R"script(# Completes gilkit's command line in bash; made by `gilkit completions bash`.
_gilkit() {
    local program=$1 kind='' at=0 value=${2#--*=} action=file
    if [[ $program == '~/'* ]]; then
        program=$HOME/${program#'~/'}
    fi
    COMPREPLY=()
    if [[ ${COMP_WORDS[COMP_CWORD - 1]} == *[\<\>]* ]]; then
        compopt -o default
        return
    fi
    {
        IFS=' ' read -r kind at
        mapfile -t COMPREPLY
    } < <("$program" complete-words bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case $kind in
    words)
        # A word that something has to follow at once: --report junit:FILE
        if [[ ${COMPREPLY[0]-} == *: ]]; then
            compopt -o nospace
        fi
        ;;
    files | folders)
        if [[ $kind == folders ]]; then
            action=directory
        fi
        compopt -o filenames
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -P "${2%"$value"}" -A "$action" -- "$value")
        if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
            compopt -o default
        fi
        ;;
    command)
        if declare -F _comp_command_offset >/dev/null; then
            _comp_command_offset "$at"
        elif declare -F _command_offset >/dev/null; then
            _command_offset "$at"
        elif [[ $COMP_CWORD -eq $at && $2 != */* ]]; then
            mapfile -t COMPREPLY < <(compgen -A command -- "$2")
        else
            compopt -o default
        fi
        ;;
    *) compopt -o default ;;
    esac
}
complete -F _gilkit gilkit
)script";

constexpr std::string_view zsh_script = R"script(#compdef gilkit
# Completes gilkit's command line in zsh; made by `gilkit completions zsh`.
_gilkit() {
    local program=${(Q)words[1]/#\~\//$HOME/}
    local -a answer
    answer=("${(@f)$("$program" complete-words zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
    local kind=$answer[1] found=1
    local -a joined
    answer=("${(@)answer[2,-1]}")
    case $kind in
    words | files | folders)
        if (( $#answer )); then
            # A word that something has to follow at once: --report junit:FILE
            if [[ $answer[1] == *'\:' ]]; then
                joined=(-S '')
            fi
            _describe gilkit answer "${(@)joined}" && found=0
        fi
        if [[ $kind != words ]]; then
            compset -P '--*='
            if [[ $kind == folders ]]; then
                _files -/ && found=0
            else
                _files && found=0
            fi
        fi
        return found
        ;;
    'command '*)
        compset -n $(( ${kind#command } + 1 ))
        _normal
        ;;
    *) _default ;;
    esac
}
if [[ $funcstack[1] == _gilkit ]]; then
    _gilkit "$@"
else
    compdef _gilkit gilkit
fi
)script";

constexpr std::string_view fish_script =
    R"script(# Completes gilkit's command line in fish; made by `gilkit completions fish`.
function __gilkit_offers
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    type -q -- $program; or return
    set -l answer ($program complete-words fish -- $words[2..] "$current" 2>/dev/null)
    set -l kind (string split ' ' -- $answer[1])
    set -l joined (string match -r -- '^--[^=]*=' $current)
    set -l value (string replace -- "$joined" '' $current)
    string join \n -- $answer[2..]
    set -l paths
    switch "$kind[1]"
        case words
        case folders
            set paths (__fish_complete_directories "$value" '')
        case command
            set -l line (string escape -- $words[(math $kind[2] + 1)..]) "$current"
            complete -C "$(string join ' ' -- $line)"
        case '*'
            set paths (complete -C "'' $value")
    end
    for path in $paths
        string join '' -- "$joined" $path
    end
end
complete -c gilkit -f -a '(__gilkit_offers)'
)script";

} // namespace

std::string_view script_for(std::string_view shell) {
    return shell == "bash" ? bash_script : shell == "zsh" ? zsh_script : shell == "fish" ? fish_script : "";
}

} // namespace gilkit::cli::shell
