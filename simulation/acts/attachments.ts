/** Photos and files as records: what they hang on moves, is shared and is taken away under them. Their bytes have tests of their own. */
import { sha256Hex } from '../../shared/base/bytes.ts';
import { ATTACHABLE } from '../../shared/domain/attachments/attachment.ts';
import { setField, unsetField, type Change } from './edit.ts';
import { instant, type Editable } from './editable.ts';

const FILE_CHANGES: readonly Change[] = [
  setField('note'),
  setField('name', (actor) => `${actor.token()}.pdf`),
  setField('removedAt', instant),
  unsetField('removedAt'),
  unsetField('note'),
];

export const FILES: readonly Editable[] = [
  {
    collection: 'attachments',
    weight: 3,
    condition: '1 = 1',
    kinds: ['file'],
    changes: () => FILE_CHANGES,
    create: (actor) => {
      const attachedCollection = actor.choice.pick(ATTACHABLE);
      const owner = actor.pick(attachedCollection);
      if (!owner) return null;
      const name = actor.token();
      return {
        attachedCollection,
        attachedId: owner.id,
        name: `${name}.pdf`,
        mediaType: 'application/pdf',
        size: 1 + actor.choice.integer(100_000),
        sha256: sha256Hex(name),
      };
    },
  },
];
