// Draws the icons of the installed dashboard from its mark: node scripts/make-icons.mjs. Their bytes differ between versions of
// zlib, so they are kept in the tree and not compared by the check.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from './project-node.mjs';

const folder = path.join(root, 'packages/web/public');
const mark = parseMark(readFileSync(path.join(folder, 'favicon.svg'), 'utf8'));

/** `scale`: how much of the picture the mark takes; `bleed`: the ground reaches the edges, for platforms that cut the shape. */
const ICONS = [
  { file: 'icon-192.png', size: 192, scale: 1, bleed: false },
  { file: 'icon-512.png', size: 512, scale: 1, bleed: false },
  // Everything within the middle 80 % survives every mask: https://w3c.github.io/manifest/#icon-masks
  { file: 'icon-maskable-512.png', size: 512, scale: 0.74, bleed: true },
  { file: 'apple-touch-icon.png', size: 180, scale: 0.86, bleed: true },
];
for (const icon of ICONS) writeFileSync(path.join(folder, icon.file), png(icon.size, draw(icon)));

/** The mark is a rounded square and upright strokes with round ends. */
function parseMark(svg) {
  const number = (pattern) => Number(pattern.exec(svg)[1]);
  const strokes = [...svg.matchAll(/M([\d.]+) ([\d.]+)v([\d.]+)/g)].map(([, x, y, length]) => ({
    x: Number(x),
    from: Number(y),
    to: Number(y) + Number(length),
  }));
  if (strokes.length === 0)
    throw new Error('favicon.svg has no upright strokes; this script draws nothing else');
  const fill = /fill="#([0-9a-f]{6})"/.exec(svg)[1];
  return {
    side: number(/viewBox="0 0 (\d+)/),
    radius: number(/rx="([\d.]+)"/),
    half: number(/stroke-width="([\d.]+)"/) / 2,
    ground: [0, 2, 4].map((at) => Number.parseInt(fill.slice(at, at + 2), 16)),
    strokes,
  };
}

/** RGBA, each pixel blended by how far its centre lies from an edge. */
function draw({ size, scale, bleed }) {
  const { side, radius, half, ground, strokes } = mark;
  const unit = side / size;
  const rows = Buffer.alloc(size * (size * 4 + 1));
  const shrunk = (value) => (value - side / 2) / scale + side / 2;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [px, py] = [(x + 0.5) * unit, (y + 0.5) * unit];
      const alpha = bleed ? 1 : cover(distanceToSquare(px, py, side, radius), unit);
      const [mx, my] = [shrunk(px), shrunk(py)];
      const nearest = Math.min(
        ...strokes.map((stroke) => Math.hypot(mx - stroke.x, my - clamp(my, stroke.from, stroke.to))),
      );
      const white = cover(nearest - half, unit / scale);
      const colour = ground.map((channel) => Math.round(channel + (255 - channel) * white));
      // Each row begins with a byte for its filter: none.
      rows.set([...colour, Math.round(alpha * 255)], y * (size * 4 + 1) + 1 + x * 4);
    }
  }
  return rows;
}

function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}

function cover(distance, pixel) {
  return clamp(0.5 - distance / pixel, 0, 1);
}

function distanceToSquare(x, y, side, radius) {
  const [dx, dy] = [x, y].map((value) => Math.abs(value - side / 2) - (side / 2 - radius));
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** https://www.w3.org/TR/png/ */
function png(size, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits for each of red, green, blue and alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
