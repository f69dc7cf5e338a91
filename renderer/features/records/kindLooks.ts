/** The picture of each kind and the tone of each state, the same wherever they stand: lists, stories, badges. */
import {
  IconCheckbox,
  IconFileCertificate,
  IconHeadset,
  IconFileDescription,
  IconFileInvoice,
  IconMail,
  IconMapPinCheck,
  IconMessage,
  IconMoodSad,
  IconNote,
  IconPhone,
  IconShoppingCart,
  IconTargetArrow,
  IconTool,
  IconTruckDelivery,
  IconTruckReturn,
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
  quote: IconFileDescription,
  delivery: IconTruckDelivery,
  invoice: IconFileInvoice,
  return: IconTruckReturn,
  serviceContract: IconFileCertificate,
  opportunity: IconTargetArrow,
  lead: IconTargetArrow,
  inquiry: IconHeadset,
  complaint: IconMoodSad,
  job: IconTool,
};

/** Keyed by collection, then by the value of its state, stage or outcome. */
const TONES: Readonly<Record<string, Readonly<Record<string, Tone>>>> = {
  customers: { lead: 'neutral', prospect: 'info', active: 'good', dormant: 'warn', lost: 'bad' },
  salesDocuments: {
    draft: 'neutral',
    confirmed: 'good',
    cancelled: 'bad',
    sent: 'info',
    accepted: 'good',
    declined: 'bad',
    expired: 'warn',
    delivered: 'good',
    issued: 'good',
    received: 'good',
    refused: 'bad',
  },
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
  serviceRequests: {
    inquiry: 'warn',
    quoted: 'info',
    ordered: 'info',
    assigned: 'info',
    inProgress: 'info',
    confirmed: 'good',
    invoiced: 'good',
    closed: 'neutral',
    cancelled: 'bad',
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
