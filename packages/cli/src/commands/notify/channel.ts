import type { Channel, ChannelDraft, ChannelType } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { findNamed } from '../../hooks/find-named.ts';
import { ACTS, actOf, nameOf, outcomeOfThing } from '../../hooks/notify-text.ts';
import { formatInstant } from '../../output/instant.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderTable } from '../../output/table.ts';
import type { View } from '../../output/view.ts';
import { parseJsonObject } from '../../parse/json.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, flag, parsed } from '../../program/option.ts';

const TYPES = [
  'webhook',
  'slack',
  'discord',
  'ntfy',
  'smtp',
  'command',
] as const satisfies readonly ChannelType[];

const channelTable = (view: View, items: readonly Channel[]): Promise<string> =>
  renderTable(
    view,
    [
      { head: 'ID', align: 'right' },
      { head: 'NAME', flexible: true },
      { head: 'TYPE' },
      { head: 'STATE' },
      { head: 'LAST SENT' },
      { head: 'LAST ERROR', flexible: true },
    ],
    items.map(({ id, name, type: kind, enabled: on, lastSentAt, lastError }) => [
      String(id),
      plainText(name),
      kind,
      on ? 'on' : 'off',
      formatInstant(lastSentAt, view.now, view.zone),
      plainText(lastError ?? ''),
    ]),
  );

export const command = defineCommand({
  arguments: {
    act: { description: ACTS.join(', ') },
    channel: { description: 'A new name for create, else an id or exact name', optional: true },
  },
  options: {
    type: choice(TYPES, 'What kind of channel'),
    config: parsed(
      'json',
      'What its type needs, e.g. {"topic":"my-tutti"}; @file reads a file',
      parseJsonObject,
    ),
    enabled: flag('Let it send'),
    disabled: flag('Keep it from sending'),
  },
  examples: [
    `tutti notify channel create ops --type command --config '{"command":"cat > /dev/null"}'`,
    'tutti notify channel list',
    'tutti notify channel test ops',
    'tutti notify channel edit ops --enabled',
  ],
  notes: 'Secrets in a config are never shown again; left out of an edit they stay.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const { type, config, enabled, disabled } = options;
    const state = enabled || disabled ? { enabled: enabled === true } : {};
    const find = () =>
      findNamed({ what: 'notify channel', code: 'CHANNEL_NOT_FOUND' }, nameOf(args.channel), (query) =>
        client.listChannels({ query }),
      );
    switch (actOf(args.act)) {
      case 'create': {
        if (!type || !config) throw usageError('a channel needs --type and --config');
        const body: ChannelDraft = { name: nameOf(args.channel), type, config, ...state };
        return outcomeOfThing('created channel', await client.createChannel({ body }));
      }
      case 'list': {
        const page = await client.listChannels({ query: { limit: 500 } });
        return {
          data: page,
          text: (view) => channelTable(view, page.items),
          brief: page.items.map(({ id }) => id).join('\n'),
        };
      }
      case 'show':
        return outcomeOfThing('channel', await find());
      case 'edit': {
        const { id, updatedAt } = await find();
        const body = { ...(config && { config }), ...state };
        return outcomeOfThing(
          'changed channel',
          await client.updateChannel({ params: { id }, body }, { ifMatch: updatedAt }),
        );
      }
      case 'delete': {
        const { id, name, updatedAt } = await find();
        await client.deleteChannel({ params: { id } }, { ifMatch: updatedAt });
        return outcomeOfThing('deleted channel', { id, name });
      }
      case 'test': {
        const { id, name } = await find();
        const sent = await client.testChannel({ params: { id } });
        return outcomeOfThing('sent a test to channel', { id, name, ...sent });
      }
    }
  },
});
