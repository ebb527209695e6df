import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, startTestApp } from '../../test/start-test-app.ts';

const deploy = path.join(import.meta.dirname, '../../../../deploy');
const read = (file: string): string => readFileSync(path.join(deploy, file), 'utf8');

let server: TestApp;
let known: Set<string>;
beforeAll(async () => {
  server = await startTestApp();
  const text = await (await fetch(`${server.url}/metrics`)).text();
  known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name as string));
});
afterAll(() => server.close());

/** Names in an expression: words that are neither functions nor labels. */
const metricsIn = (expression: string): string[] =>
  [...expression.matchAll(/\b(?:tutti|process|nodejs)_[a-z0-9_]+/g)].map(([name]) =>
    name.replace(/_(bucket|count|sum)$/, ''),
  );

interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; description: string };
}
const rules = (parse(read('prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('grafana/tutti.json')) as {
  panels: { title: string; gridPos: { x: number; w: number }; targets: { expr: string }[] }[];
};

test('alerts and panels ask for metrics that exist', () => {
  const expressions = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const names = new Set(expressions.flatMap(metricsIn));
  expect(names.size).toBeGreaterThan(10);
  expect([...names].filter((name) => !known.has(name))).toEqual([]);
});

test('every metric of our own has a place on the dashboard, but for the build', () => {
  const shown = new Set(
    dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr))),
  );
  const own = [...known].filter(
    (name) => name.startsWith('tutti_') && !/_(build_info|scheduler_running)$/.test(name),
  );
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

test('alerts say what is wrong, and where to read on leads somewhere', () => {
  const guide = readFileSync(path.join(deploy, '../docs/operations.md'), 'utf8');
  for (const { alert, annotations } of rules) {
    expect(alert).toMatch(/^Tutti[A-Z]/);
    expect(annotations.summary.length).toBeGreaterThan(10);
    for (const [, heading] of annotations.description.matchAll(/"([^"]+)"/g))
      expect(guide).toContain(`### ${heading}`);
  }
});

test('panels stay within the grid', () => {
  for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  expect(globSync('**/*', { cwd: deploy }).length).toBeGreaterThan(3);
});
