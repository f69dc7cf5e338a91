import type { BrowserWindow, ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { Parts } from '../electronParts.ts';

/** The right button where text is typed or chosen: Electron shows nothing by itself. Elsewhere the page has its own menus, or none. */
export function offerContextMenu(
  window: BrowserWindow,
  { electron, translator }: { readonly electron: Parts<'Menu'>; readonly translator: () => Translator },
): void {
  window.webContents.on('context-menu', (_event, params) => {
    const template = contextTemplate(params, translator());
    if (template.length > 0) electron.Menu.buildFromTemplate(template).popup({ window });
  });
}

export function contextTemplate(
  { isEditable, selectionText, editFlags }: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>,
  t: Translator,
): MenuItemConstructorOptions[] {
  const copy = { role: 'copy', label: t('shell.copy'), enabled: editFlags.canCopy } as const;
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { role: 'cut', label: t('shell.cut'), enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: t('shell.paste'), enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: t('shell.selectAll') },
  ];
}
