import { parseArgs } from 'node:util';
import { MEASURES } from '../measures/index.mjs';
import { PEERS } from '../peers/index.mjs';

const USAGE = `Usage: npm run bench -- [options]
  --only <measures>    only these, separated by commas
  --peers <peers>      only these of ${PEERS.join(', ')}
  --repeat <n>         runs of each measure (3)
  --quick              a tenth of the sizes, once
  --cpu-prof <folder>  a CPU profile of every process measured
  --list               the measures`;

/** What the caller asked for; ends the process with a sentence when it is not clear. */
export function readOptions(args) {
  const { values } = parse(args);
  if (values.help) leave(USAGE, 0);
  if (values.list) leave(Object.keys(MEASURES).join('\n'), 0);
  return {
    quick: values.quick,
    repeat: positive(values.repeat ?? (values.quick ? '1' : '3')),
    measures: chosen('measure', values.only, Object.keys(MEASURES)),
    peers: chosen('peer', values.peers, PEERS),
    profileFolder: values['cpu-prof'],
  };
}

function parse(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const options = {
    only: text,
    peers: text,
    repeat: text,
    'cpu-prof': text,
    quick: flag,
    list: flag,
    help: flag,
  };
  try {
    return parseArgs({ args, options });
  } catch (error) {
    return leave(`${error.message}\n\n${USAGE}`, 2);
  }
}

function chosen(kind, list, known) {
  if (list === undefined) return known;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) leave(`There is no ${kind} '${unknown}'. Choose from ${known.join(', ')}.`, 2);
  return known.filter((name) => names.includes(name));
}

function positive(text) {
  const number = Number(text);
  return Number.isInteger(number) && number > 0
    ? number
    : leave(`--repeat takes a whole number from 1, not '${text}'.`, 2);
}

function leave(text, code) {
  console.log(text);
  process.exit(code);
}
