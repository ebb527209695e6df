/** Shorter texts would be found everywhere. */
const SHORTEST = 4;
/** A line of a longer secret counts as one itself when it is as long as this. */
const SHORTEST_LINE = 8;
const MOST_LINES = 500;
/** Encoders break lines there. */
const LINE_WIDTHS = [76, 64];

/** Every text in which a value may come out: as it is, trimmed, by line, in JSON, in addresses, in base64. */
export function formsOf(value: string): string[] {
  const texts = [value, value.trim(), ...linesOf(value)];
  const forms = texts.flatMap((text) => [text, inJson(text), ...inAddresses(text)]);
  forms.push(...inBase64(value), ...inBase64(value.trim()));
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST);
}

function linesOf(value: string): string[] {
  if (!/[\r\n]/.test(value)) return [];
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => line.length >= SHORTEST_LINE).slice(0, MOST_LINES);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Programs differ in which characters they escape, and whether in capitals. */
function inAddresses(text: string): string[] {
  if (/^[A-Za-z0-9_-]*$/.test(text)) return [];
  const component = encodeURIComponent(text);
  const strict = component.replaceAll(/[!'()*]/g, percent);
  const forms = [
    component,
    strict,
    strict.replaceAll('~', '%7E'),
    encodeURI(text),
    new URLSearchParams([['', text]]).toString().slice(1),
    ...asParts(text),
  ];
  return [...forms, ...forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))];
}

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** As the parts of an address are written by the URL parser. */
function asParts(text: string): string[] {
  const url = new URL('http://host/');
  url.pathname = text;
  url.search = text;
  url.hash = text;
  url.username = text;
  return [url.pathname.slice(1), url.search.slice(1), url.hash.slice(1), url.username];
}

/** What of the value's base64 stays the same whatever stands around it, at each of the three places it can begin. */
function inBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  const cores = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(Math.ceil((8 * shift) / 6), Math.floor((8 * (shift + bytes.length)) / 6));
  });
  const whole = bytes.toString('base64').replaceAll('=', '');
  const wrapped = LINE_WIDTHS.flatMap((width) =>
    whole.length > width
      ? (whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).filter((line) => line.length >= SHORTEST_LINE)
      : [],
  );
  const standard = [...cores, ...wrapped];
  return [...standard, ...standard.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'))];
}
