import { STATUS_KINDS } from '../../ui/status-icon.tsx';
import type { BarKind } from './bars.ts';

/** Colours as the canvas takes them; the tokens themselves follow the theme, which a canvas cannot. */
export interface Palette {
  line: string;
  strong: string;
  faint: string;
  text: string;
  muted: string;
  link: string;
  focus: string;
  surface: string;
  font: string;
  fill: Record<BarKind, string>;
  edge: Record<BarKind, string>;
}

/** Reads the tokens as they stand for an element. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  element.append(probe);
  const color = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const each = (token: (kind: BarKind) => string): Record<BarKind, string> =>
    Object.fromEntries(STATUS_KINDS.map((kind) => [kind, color(token(kind))])) as Record<BarKind, string>;
  const palette = {
    line: color('line'),
    strong: color('control'),
    faint: color('faint'),
    text: color('text'),
    muted: color('muted'),
    link: color('link'),
    focus: color('focus'),
    surface: color('surface'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
    fill: each((kind) => `${kind}-fill`),
    edge: each((kind) => kind),
  };
  probe.remove();
  return palette;
}
