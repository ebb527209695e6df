import type { z } from 'zod';
import type { FieldError } from './error.ts';
import { issueWords } from './issue-words.ts';
import { nearestName } from './nearest-name.ts';

/**
 * The field errors of a value that does not fit: why each is bad, and what was most likely meant. `prefix` names where
 * the value stood. Parses again, since only raw issues know what was received and what is allowed.
 */
export function describeIssues(schema: z.ZodType, value: unknown, prefix = ''): FieldError[] {
  const knownFields = new Map<unknown, string[]>();
  const result = schema.safeParse(value, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') knownFields.set(issue.keys, shapeOf(issue.inst));
      return issueWords(issue);
    },
  });
  return result.success
    ? []
    : result.error.issues.flatMap((issue) => toFieldErrors(issue, prefix ? [prefix] : [], knownFields));
}

type Issue = z.core.$ZodIssue;
type KnownFields = Map<unknown, string[]>;

function toFieldErrors(issue: Issue, prefix: readonly PropertyKey[], known: KnownFields): FieldError[] {
  const path = [...prefix, ...issue.path];
  const field = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, 20)
      .map((key) => unknownField([...path, key].map(String).join('.'), key, known.get(issue.keys)));
  }
  if (issue.code === 'invalid_union') return unionErrors(issue, path, known);
  const fix = fixOf(issue);
  return [{ field, message: issue.message, ...(fix && { fix }) }];
}

/** What was most likely meant, or what a rule of the contract says to write instead. */
function fixOf(issue: Issue): string | undefined {
  if (issue.code === 'invalid_value') return nearestValue(issue);
  const fix: unknown = issue.code === 'custom' ? issue.params?.['fix'] : undefined;
  return typeof fix === 'string' ? fix : undefined;
}

function unknownField(field: string, key: string, knownFields: string[] = []): FieldError {
  const nearest = nearestName(key, knownFields);
  const fix = nearest
    ? `did you mean ${nearest}?`
    : `remove it; known are ${knownFields.join(', ') || 'none'}`;
  return { field, message: 'is not a known field', fix };
}

/** Of a union, the one branch that was meant where that can be told; else what each branch would take. */
function unionErrors(
  issue: Issue & { code: 'invalid_union' },
  path: PropertyKey[],
  known: KnownFields,
): FieldError[] {
  const branches = issue.errors.filter(
    (branch) => !branch.some(({ path: at, code }) => at.length === 0 && code.startsWith('invalid_')),
  );
  const likeliest = branches.toSorted((a, b) => a.length - b.length)[0];
  if (likeliest) return likeliest.flatMap((inner) => toFieldErrors(inner, path, known));
  const field = path.map(String).join('.');
  const demands = issue.errors
    .map((branch) => branch[0]?.message ?? '')
    .filter((text) => text.startsWith('must be '));
  if (demands.length === 0) return [{ field, message: issue.message }];
  const wanted = [...new Set(demands.map((text) => text.slice('must be '.length).split(', but is ')[0]))];
  const received = demands[0]?.split(', but is ')[1];
  return [{ field, message: `must be ${wanted.join(', or ')}${received ? `, but is ${received}` : ''}` }];
}

function nearestValue(issue: Issue & { code: 'invalid_value' }): string | undefined {
  const received = /but is "(.*)"$/.exec(issue.message)?.[1];
  const nearest = received && nearestName(received, issue.values.map(String));
  return nearest ? `did you mean ${nearest}?` : undefined;
}

function shapeOf(schema: unknown): string[] {
  const shape = (schema as { shape?: object } | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}
