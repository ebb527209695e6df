import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What can follow on the command line behind the words of `path`. */
interface Place {
  path: string;
  commands: readonly Command[];
  options: readonly Option[];
}

export function completionScript(shell: Shell, program: Command): string {
  const places = placesOf(program);
  const options = program.options;
  switch (shell) {
    case 'bash':
      return bashScript(places, options);
    case 'zsh':
      return zshScript(places, options);
    case 'fish':
      return fishScript(places, options);
  }
}

function placesOf(program: Command, path = ''): Place[] {
  const own: Place = { path, commands: program.commands, options: path === '' ? [] : program.options };
  return [
    own,
    ...program.commands.flatMap((command) => placesOf(command, `${path} ${command.name()}`.trim())),
  ];
}

const longNames = (options: readonly Option[]): string[] =>
  options.flatMap(({ long }) => (long ? [long] : []));
/** A choice of words as an option's placeholder: skip|queue|allow. */
const choicesOf = ({ flags }: Option): string[] =>
  /<([a-z_]+(?:\|[a-z_]+)+)>/i.exec(flags)?.[1]?.split('|') ?? [];

function wordsAt({ commands, options }: Place, globals: readonly Option[]): string {
  return [
    ...commands.map((command) => command.name()),
    ...longNames([...options, ...globals]),
    '--help',
  ].join(' ');
}

/** Cases of one shell function: by the words so far, and by the option that wants a value. */
function cases(places: readonly Place[], globals: readonly Option[], set: (words: string) => string): string {
  const deepestFirst = places.toSorted(
    (a, b) => b.path.split(' ').length - a.path.split(' ').length || b.path.length - a.path.length,
  );
  return deepestFirst
    .map((place) => {
      const isVerb = place.path.includes(' ');
      const pattern = place.path === '' ? '*' : isVerb ? `"${place.path}"` : `"${place.path} "*`;
      return `    ${pattern}) ${set(wordsAt(place, globals))} ;;`;
    })
    .join('\n');
}

/** By the words so far and the option that wants a value: options of one name need not take the same everywhere. */
function choiceCases(places: readonly Place[], set: (words: string) => string): string {
  return places
    .flatMap(({ path, options }) =>
      options.map((option) => ({ path, long: option.long ?? '', choices: choicesOf(option) })),
    )
    .filter(({ choices }) => choices.length > 0)
    .map(({ path, long, choices }) => {
      const pattern = path.includes(' ') ? `"${path} ${long}"` : `"${path} "*" ${long}"`;
      return `    ${pattern}) ${set(choices.join(' '))} ;;`;
    })
    .join('\n');
}

const bashScript = (
  places: readonly Place[],
  globals: readonly Option[],
): string => `# Completion of tutti for bash: source <(tutti completion bash)
_tutti() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" word candidates
  local -a path=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path+=("$word")
  done
  candidates=""
  case "\${path[0]} \${path[1]} $previous" in
${choiceCases(places, (words) => `candidates="${words}"`)}
  esac
  [[ $candidates ]] || case "\${path[0]} \${path[1]}" in
${cases(places, globals, (words) => `candidates="${words}"`)}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _tutti tutti
`;

const zshScript = (places: readonly Place[], globals: readonly Option[]): string => `#compdef tutti
# Completion of tutti for zsh: tutti completion zsh > "\${fpath[1]}/_tutti"
_tutti() {
  local word candidates=""
  local -a path_words=()
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] || path_words+=("$word")
  done
  case "\${path_words[1]} \${path_words[2]} \${words[CURRENT-1]}" in
${choiceCases(places, (words) => `candidates="${words}"`)}
  esac
  [[ -n $candidates ]] || case "\${path_words[1]} \${path_words[2]}" in
${cases(places, globals, (words) => `candidates="${words}"`)}
  esac
  compadd -- \${(s: :)candidates} || _files
}
if [[ \${funcstack[1]} == _tutti ]]; then _tutti "$@"; else compdef _tutti tutti; fi
`;

function fishScript(places: readonly Place[], globals: readonly Option[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const at = `-n '__tutti_at ${path}'`;
    return [
      ...commands.map(
        (command) => `complete -c tutti -f ${at} -a ${command.name()} -d ${quoted(command.description())}`,
      ),
      ...options.map((option) => fishOption(option, `-n '__tutti_below ${path}'`)),
    ];
  });
  return `# Completion of tutti for fish: tutti completion fish > ~/.config/fish/completions/tutti.fish
function __tutti_words
    string match -v -- '-*' (commandline -opc)[2..]
end
function __tutti_at
    test "$(__tutti_words)" = "$argv"
end
function __tutti_below
    set -l words (__tutti_words)
    test "$words[1..$(count $argv)]" = "$argv"
end
${[...lines, ...globals.map((option) => fishOption(option, ''))].join('\n')}
`;
}

function fishOption(option: Option, condition: string): string {
  const { short, long, description, required } = option;
  const choices = choicesOf(option);
  const parts = [
    'complete -c tutti',
    condition,
    short ? `-s ${short.slice(1)}` : '',
    long ? `-l ${long.slice(2)}` : '',
    required ? '-r' : '',
    choices.length > 0 ? `-f -a ${quoted(choices.join(' '))}` : '',
    `-d ${quoted(description)}`,
  ];
  return parts.filter(Boolean).join(' ');
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
