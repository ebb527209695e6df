import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function batchHandlers({ batches }: Engine): Handlers<Tagged<'Batches'>> {
  return {
    createBatch: ({ body }, by) => batches.create(body, by),
    getBatch: ({ params, query }) => batches.get(params.id, query),
    previewBulk: ({ body }) => batches.preview(body.filter),
    bulkAct: ({ body }, by) => batches.act(body, by),
  };
}
