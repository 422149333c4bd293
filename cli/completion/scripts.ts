/**
 * The scripts of shells. Each passes the words up to the cursor to the hidden command `complete`, which prints a candidate in each line, with
 * a tab before its description. Without a candidate, the shell completes file names.
 *
 * They are written here because `@bomb.sh/tab` 0.0.22, which derives scripts from commander, turns the completion of file names off.
 */

const bash = `_azure_openai_wandb() {
  local IFS=$'\\n'
  COMPREPLY=($(azure-openai-wandb complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _azure_openai_wandb azure-openai-wandb`;

const zsh = `_azure_openai_wandb() {
  local -a lines values
  lines=(\${(f)"$(azure-openai-wandb complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  values=(\${lines%%$'\\t'*})
  lines=(\${lines/$'\\t'/  -- })
  if (( $#values )); then
    compadd -l -d lines -a values
  else
    _files
  fi
}
compdef _azure_openai_wandb azure-openai-wandb`;

const fish =
  "complete -c azure-openai-wandb -a '(azure-openai-wandb complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'";

/** Before 7.3, PowerShell leaves out an empty argument, so the last word begins with a sign that `complete` removes. */
const powershell = `Register-ArgumentCompleter -Native -CommandName azure-openai-wandb -ScriptBlock {
  param($word, $command, $cursor)
  $before = @($command.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { "$_" })
  azure-openai-wandb complete -- @before "=$word" 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}`;

export const completionScripts = { bash, zsh, fish, powershell } as const;

export const shells = Object.keys(completionScripts) as (keyof typeof completionScripts)[];
