/** A file that the page made is saved where the person says, in the person's language. */
import { basename, extname } from 'node:path';
import type { DownloadItem } from 'electron';
import type { Translator } from '../../../../shared/locale/translator.ts';

/** Files that the window offers. Any other ending is written as plain data, which no system runs. */
const KNOWN_ENDINGS = new Set(['.json', '.csv', '.pdf', '.txt', '.xlsx', '.peyvand']);

export function askWhereToSave(
  item: Pick<DownloadItem, 'getFilename' | 'setSaveDialogOptions'>,
  { translator, folder }: { readonly translator: Translator; readonly folder: string },
): void {
  const name = safeFileName(item.getFilename());
  item.setSaveDialogOptions({
    title: translator('shell.save.title'),
    buttonLabel: translator('shell.save.button'),
    nameFieldLabel: translator('shell.save.name'),
    defaultPath: `${folder}/${name}`,
    filters: [{ name: translator('shell.save.kind'), extensions: [extname(name).slice(1)] }],
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  });
}

/** A name without folders and hidden turns, with an ending that is one of ours. */
export function safeFileName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    // Control characters and those that turn the direction of text around, and so hide the ending. Not the joiner
    // that Persian is written with.
    .replaceAll(/(?!\u200c)[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/^\.+/, '')
    .slice(0, 120);
  const safe = plain === '' ? 'peyvand' : plain;
  return KNOWN_ENDINGS.has(extname(safe).toLowerCase()) ? safe : `${safe}.txt`;
}
