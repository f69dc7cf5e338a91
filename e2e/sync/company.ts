/** A small company on the PostgreSQL of the test run. */
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { openCompany, type TestCompany } from './openCompany.ts';

export { draft, GAUZE_LINE, idOf, type TestCompany } from './openCompany.ts';

export const createTestCompany = async (): Promise<TestCompany> => openCompany(await createTestDatabase());
