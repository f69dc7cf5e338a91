/** The people of the sample company, with the logins and passwords that its sign-in page lists. */
import type { Role } from '../../shared/domain/organisation/organisation.ts';

export interface SampleUser {
  readonly login: string;
  readonly password: string;
  readonly name: { readonly fa: string; readonly en: string };
  readonly role: Role;
  /** What the sign-in page says beside the name, null for people of the whole company. */
  readonly territory: string | null;
}

export interface SamplePerson extends SampleUser {
  readonly title: string;
  readonly phone: string;
  /** Keys of `company.ts`. */
  readonly branch: string | null;
  readonly territories: readonly string[];
  readonly reportsTo: string | null;
}

const person = (
  login: string,
  fa: string,
  en: string,
  role: Role,
  title: string,
  place: { territory?: string; branch?: string; territories?: readonly string[]; reportsTo?: string },
  phone: string,
): SamplePerson => ({
  login,
  password: `peyvand-${login}`,
  name: { fa, en },
  role,
  title,
  phone,
  territory: place.territory ?? null,
  branch: place.branch ?? null,
  territories: place.territories ?? [],
  reportsTo: place.reportsTo ?? null,
});

export const SAMPLE_PEOPLE: readonly SamplePerson[] = [
  person(
    'ali',
    'علی رضایی',
    'Ali Rezaei',
    'rep',
    'کارشناس فروش',
    {
      territory: 'تهران شمال و غرب، البرز',
      branch: 'tehran',
      territories: ['tehran-north', 'alborz'],
      reportsTo: 'hamid',
    },
    '09120000101',
  ),
  person(
    'sara',
    'سارا محمدی',
    'Sara Mohammadi',
    'rep',
    'کارشناس فروش',
    {
      territory: 'تهران شمال و غرب، تهران جنوب و شرق',
      branch: 'tehran',
      territories: ['tehran-north', 'tehran-south'],
      reportsTo: 'hamid',
    },
    '09120000102',
  ),
  person(
    'reza',
    'رضا کریمی',
    'Reza Karimi',
    'rep',
    'کارشناس فروش',
    {
      territory: 'اصفهان شهر، کاشان و یزد',
      branch: 'isfahan',
      territories: ['isfahan-city', 'isfahan-province'],
      reportsTo: 'nasrin',
    },
    '09130000103',
  ),
  person(
    'maryam',
    'مریم زارع',
    'Maryam Zare',
    'rep',
    'کارشناس فروش',
    {
      territory: 'شیراز شهر، فارس و بوشهر',
      branch: 'shiraz',
      territories: ['shiraz-city', 'fars-south'],
      reportsTo: 'nasrin',
    },
    '09170000104',
  ),
  person(
    'hamid',
    'حمید نوری',
    'Hamid Nouri',
    'branchManager',
    'مدیر شعبهٔ تهران',
    { territory: 'شعبهٔ تهران', branch: 'tehran', reportsTo: 'darius' },
    '09120000105',
  ),
  // Shiraz has no manager of its own yet: Nasrin holds its territories besides her branch.
  person(
    'nasrin',
    'نسرین صالحی',
    'Nasrin Salehi',
    'branchManager',
    'مدیر شعبه‌های اصفهان و شیراز',
    {
      territory: 'شعبهٔ اصفهان، شعبهٔ شیراز',
      branch: 'isfahan',
      territories: ['shiraz-city', 'fars-south'],
      reportsTo: 'darius',
    },
    '09130000106',
  ),
  person(
    'kaveh',
    'کاوه رستمی',
    'Kaveh Rostami',
    'technician',
    'کارشناس خدمات پس از فروش',
    {
      territory: 'تهران شمال و غرب، تهران جنوب و شرق',
      branch: 'tehran',
      territories: ['tehran-north', 'tehran-south'],
      reportsTo: 'hamid',
    },
    '09120000107',
  ),
  person(
    'leila',
    'لیلا حسینی',
    'Leila Hosseini',
    'marketing',
    'کارشناس بازاریابی',
    { reportsTo: 'darius' },
    '09120000108',
  ),
  person('darius', 'داریوش پارسا', 'Darius Parsa', 'headOffice', 'مدیر فروش', {}, '09120000109'),
  person(
    'admin',
    'پریسا یگانه',
    'Parisa Yeganeh',
    'administrator',
    'مدیر سامانه',
    { reportsTo: 'darius' },
    '09120000110',
  ),
  person('auditor', 'فرهاد گودرزی', 'Farhad Goudarzi', 'auditor', 'حسابرس', {}, '09120000111'),
];

/** As the sign-in page shows them. */
export const SAMPLE_USERS: readonly SampleUser[] = SAMPLE_PEOPLE.map(({ login, password, name, role, territory }) => ({
  login,
  password,
  name,
  role,
  territory,
}));
