/** The picture of each kind and the tone of each state, the same wherever they stand: lists, stories, badges. */
import {
  IconCheckbox,
  IconFileCertificate,
  IconMail,
  IconMapPinCheck,
  IconMessage,
  IconNote,
  IconPhone,
  IconShoppingCart,
  IconTargetArrow,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from '../../ui/state/StateBadge.tsx';

const ICON_BY_KIND: Readonly<Record<string, Icon>> = {
  call: IconPhone,
  visit: IconMapPinCheck,
  email: IconMail,
  sms: IconMessage,
  meeting: IconUsersGroup,
  note: IconNote,
  task: IconCheckbox,
  order: IconShoppingCart,
  serviceContract: IconFileCertificate,
  opportunity: IconTargetArrow,
  lead: IconTargetArrow,
};

/** Keyed by collection, then by the value of its state, stage or outcome. */
const TONES: Readonly<Record<string, Readonly<Record<string, Tone>>>> = {
  customers: { lead: 'neutral', prospect: 'info', active: 'good', dormant: 'warn', lost: 'bad' },
  salesDocuments: { draft: 'neutral', confirmed: 'good', cancelled: 'bad' },
  activities: {
    reached: 'info',
    notReached: 'warn',
    ordered: 'good',
    refused: 'bad',
    followUp: 'warn',
    done: 'good',
  },
  contracts: {
    upcoming: 'info',
    running: 'good',
    expiring: 'warn',
    ended: 'neutral',
    awaitingApproval: 'warn',
    refused: 'bad',
  },
  opportunities: {
    prospecting: 'neutral',
    engaging: 'info',
    proposal: 'info',
    negotiation: 'warn',
    won: 'good',
    lost: 'bad',
  },
};

export const kindIcon = (kind: string): Icon => ICON_BY_KIND[kind] ?? IconNote;
export const stateTone = (collection: string, state: string): Tone => TONES[collection]?.[state] ?? 'neutral';
