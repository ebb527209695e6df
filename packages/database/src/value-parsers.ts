import pg from 'pg';

const INT8 = 20;
const DATE = 1082;
const NUMERIC = 1700;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;
const NUMERIC_ARRAY = 1231;

type Parser = (text: string) => unknown;
type Nested = string | null | Nested[];

const parseTextArray = parserOf(TEXT_ARRAY) as (text: string) => Nested[];

const toNumbers = (value: Nested): unknown =>
  value === null ? null : Array.isArray(value) ? value.map(toNumbers) : Number(value);

// Counts, sizes and ids here stay far below 2^53, so a number is exact and what callers expect.
const overrides = new Map<number, Parser>([
  [INT8, Number],
  [NUMERIC, Number],
  [DATE, (text) => text],
  [INT8_ARRAY, (text) => parseTextArray(text).map(toNumbers)],
  [NUMERIC_ARRAY, (text) => parseTextArray(text).map(toNumbers)],
  [DATE_ARRAY, parseTextArray],
]);

/** Given to each client: pg's own registry is shared by everything in the process and stays untouched. */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && overrides.get(oid)) || parserOf(oid, format),
};

// The typing of pg knows only the built-in types, each by its own enum member.
function parserOf(oid: number, format: 'text' | 'binary' = 'text'): Parser {
  const getTypeParser = pg.types.getTypeParser as (oid: number, format: string) => Parser;
  return getTypeParser(oid, format);
}
