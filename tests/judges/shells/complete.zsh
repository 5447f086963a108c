# Has zsh complete lines at a terminal of its own. Arguments: the folder with the script _kansli.
setopt extendedglob
zmodload zsh/zpty
folder=$1
zpty shell zsh -f -i
zpty -w shell "PS1='> '; fpath=($folder \$fpath); autoload -Uz compinit; compinit -u -d $folder/.zcompdump; echo re''ady"

# Reads until a text is shown; what sets colours and moves the cursor is passed over.
shown() {
  local out= chunk plain
  for i in {1..300}; do
    while zpty -r -t shell chunk; do out+=$chunk; done
    plain=${out//$'\033'\[[0-9;?]#[a-zA-Z]/}
    [[ $plain == *$1* ]] && return 0
    sleep 0.1
  done
  print -ru2 -- "zsh: “$1” is not shown, but: ${(q)plain}"
  return 1
}

shown ready || exit 1
failed=0
complete() { # a line, what it becomes
  zpty -w -n shell $'\C-u'"$1"$'\t'
  shown "$2" || failed=1
}
complete 'kansli sche' 'kansli schema '
complete 'kansli schema upp' 'uppdragshandling'
complete 'kansli render --to do' 'docx'
complete 'kansli check --format s' 'sarif'
zpty -d shell
exit $failed
