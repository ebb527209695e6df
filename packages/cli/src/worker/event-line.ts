import type { WorkerEvent } from '@tutti/server';
import { plainText } from '../output/safe-text.ts';
import { withGlyph } from '../output/status-mark.ts';
import type { View } from '../output/view.ts';

/** What a worker tells of itself, as a line for people. */
export function eventLine(view: View, told: WorkerEvent): string {
  switch (told.event) {
    case 'registered':
      return withGlyph(view, 'ok', `${told.name} is registered and takes work`);
    case 'started': {
      const attempt = told.attempt > 1 ? `, attempt ${told.attempt}` : '';
      return `${withGlyph(view, 'running', 'running')}  ${told.executionId}  ${plainText(told.taskType)}${attempt}`;
    }
    case 'ended':
      return `${endMark(view, told.outcome)}  ${told.executionId}`;
    case 'away':
      return withGlyph(view, 'degraded', `${plainText(told.message)}; what runs goes on, trying again`);
    case 'back':
      return withGlyph(view, 'ok', 'the server answers again');
    case 'drained':
      return withGlyph(view, 'paused', 'drained by an operator: no more work is taken');
    case 'resumed':
      return withGlyph(view, 'ok', 'resumed: work is taken again');
    case 'stopping':
      return told.running === 0
        ? 'stopping'
        : `stopping when ${told.running === 1 ? 'the last run has' : `${told.running} runs have`} ended; Ctrl-C again stops at once`;
    case 'stopped':
      return 'stopped';
    case 'warning':
      return withGlyph(view, 'degraded', plainText(told.message));
  }
}

function endMark(view: View, outcome: Extract<WorkerEvent, { event: 'ended' }>['outcome']): string {
  switch (outcome) {
    case 'released':
      return withGlyph(view, 'pending', 'given back');
    case 'lost':
      return withGlyph(view, 'skipped', 'somebody else has it');
    case 'unreported':
      return withGlyph(view, 'degraded', 'its end could not be told');
    default:
      return withGlyph(view, outcome, outcome);
  }
}
