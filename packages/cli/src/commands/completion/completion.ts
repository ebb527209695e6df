import { usageError } from '../../cli-error.ts';
import { SHELLS } from '../../completion-script.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { shell: { description: 'bash, zsh or fish' } },
  examples: ['tutti completion bash', 'tutti completion zsh', 'tutti completion fish'],
  notes: `bash  echo 'source <(tutti completion bash)' >> ~/.bashrc
zsh   tutti completion zsh > "\${fpath[1]}/_tutti"
fish  tutti completion fish > ~/.config/fish/completions/tutti.fish`,
  run: async ({ args }) => {
    const shell = SHELLS.find((known) => known === args.shell);
    if (!shell) throw usageError(`the shell is "${args.shell}"; allowed: ${SHELLS.join(', ')}`);
    const { describeProgram } = await import('../../program/describe.ts');
    const { completionScript } = await import('../../completion-script.ts');
    const script = completionScript(shell, await describeProgram());
    return { data: { shell, script }, text: () => script.trimEnd(), brief: script.trimEnd() };
  },
});
