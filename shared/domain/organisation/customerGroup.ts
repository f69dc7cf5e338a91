/** A group of customers that the company names itself (a chain, a kind of trade, a club): prices, promotions and lists go by it. */
import { z } from 'zod';
import { commonFields, nameField, noteField } from '../fields.ts';

export const customerGroupSchema = z.looseObject({ ...commonFields, name: nameField, note: noteField.optional() });
