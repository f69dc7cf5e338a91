import { useEffect } from 'react';
import { useLocation } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { recordOfAddress } from '../recordAddress.ts';

/** Tells the core which record stands open, so that the palette finds it first. */
export function useNoteOpened(): void {
  const core = useCore();
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    const record = recordOfAddress(path);
    if (record) void attempt(core.palette.opened, record);
  }, [core, path]);
}
