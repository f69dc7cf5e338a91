import { useId, type ReactNode } from 'react';
import { Popover, VisuallyHidden } from '@mantine/core';

export interface NamedDropdownProps {
  /** What the dialog is called. Mantine would call it by the button that opened it, whatever `aria-label` says. */
  name: string;
  /** Padding of its own is the content's. */
  flush?: boolean;
  children: ReactNode;
}

/** What a `Popover` shows, as a dialog with a name of its own. */
export function NamedDropdown({ name, flush = false, children }: NamedDropdownProps) {
  const id = useId();
  return (
    <Popover.Dropdown aria-labelledby={id} {...(flush ? { p: 0 } : {})}>
      <VisuallyHidden id={id}>{name}</VisuallyHidden>
      {children}
    </Popover.Dropdown>
  );
}
