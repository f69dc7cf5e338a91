/** What the sample company sells. Prices are today's list, in thousands of rials. */
import type { PRODUCT_KINDS } from '../../shared/domain/products/product.ts';

type ProductKind = (typeof PRODUCT_KINDS)[number];
export type Department = 'hospital' | 'dental' | 'laboratory' | 'imaging' | 'rehabilitation';

export interface ListedProduct {
  readonly kind: ProductKind;
  readonly department: Department;
  readonly name: string;
  readonly unit: string;
  readonly thousandRials: number;
  /** Name of the equipment that a part or kit fits. */
  readonly fits: string | null;
}

export const CATEGORY_BY_DEPARTMENT: Readonly<Record<Department, string>> = {
  hospital: 'بیمارستانی',
  dental: 'دندان‌پزشکی',
  laboratory: 'آزمایشگاهی',
  imaging: 'تصویربرداری',
  rehabilitation: 'توان‌بخشی و مراقبت در منزل',
};

/** [name, price, unit?]; a name with sizes in braces, `{S|M|L}`, stands for a product each. */
type Row = readonly [name: string, thousandRials: number, unit?: string];

const CONSUMABLES: Readonly<Record<Department, readonly Row[]>> = {
  hospital: [
    ['دستکش لاتکس معاینه سایز {S|M|L} (۱۰۰ عددی)', 1_850],
    ['دستکش جراحی استریل سایز {۷|۷٫۵|۸} (۵۰ جفتی)', 6_400],
    ['سرنگ {۲|۵|۱۰} سی‌سی سه‌تکه (۱۰۰ عددی)', 2_300],
    ['سرم‌شور و ست سرم ساده (۵۰ عددی)', 4_750],
    ['آنژیوکت صورتی شمارهٔ ۲۰ (۵۰ عددی)', 5_900],
    ['گاز استریل ۱۰×۱۰ (۱۰۰ بسته)', 3_600],
    ['باند کشی ۱۰ سانتی (۱۲ رول)', 1_450],
    ['ماسک سه‌لایه پرستاری (۵۰ عددی)', 780],
    ['ماسک N95 بدون سوپاپ (۲۰ عددی)', 2_900],
    ['گان جراحی یک‌بارمصرف (۱۰ عددی)', 4_200],
    ['نخ بخیه نایلون {۳-۰|۴-۰} (۱۲ عددی)', 3_950],
    ['محلول ضدعفونی سطوح بدون الکل ۱ لیتری', 1_650, 'لیتر'],
    ['ژل الکترود ECG (۲۵۰ میلی‌لیتر)', 720, 'عدد'],
    ['چست‌لید اطفال (۵۰ عددی)', 2_150],
    ['سوند فولی دوراه شمارهٔ {۱۴|۱۶} (۱۰ عددی)', 3_300],
    ['کیسهٔ ادرار بزرگسال (۱۰ عددی)', 1_250],
    ['رول استریل اتوکلاو ۲۰ سانتی', 9_800, 'رول'],
    ['پنبهٔ هیدروفیل ۵۰۰ گرمی', 1_150, 'بسته'],
  ],
  dental: [
    ['کامپوزیت نوری رنگ {A1|A2|A3}', 8_900, 'سرنگ'],
    ['باندینگ نسل پنجم ۵ میلی‌لیتر', 11_500, 'عدد'],
    ['کارپول لیدوکائین با اپی‌نفرین (۵۰ عددی)', 7_600],
    ['فایل روتاری {۲۱|۲۵} میلی‌متر (۶ عددی)', 14_800],
    ['گوتا پرکا شمارهٔ ۲۵ (۱۲۰ عددی)', 2_700],
    ['آلژینات صورتی ۴۵۰ گرمی', 3_900, 'بسته'],
    ['سرساکشن یک‌بارمصرف (۱۰۰ عددی)', 1_350],
    ['فرز الماسی توربین (۱۰ عددی)', 4_400],
    ['سمان رزینی دوال‌کیور', 19_500, 'عدد'],
  ],
  laboratory: [
    ['لولهٔ خون‌گیری EDTA (۱۰۰ عددی)', 3_250],
    ['لولهٔ خون‌گیری ژل‌دار (۱۰۰ عددی)', 4_850],
    ['سرسمپلر {زرد|آبی} (۱۰۰۰ عددی)', 2_450],
    ['لام ساده (۵۰ عددی)', 640],
    ['لامل ۲۲×۲۲ (۱۰۰ عددی)', 580],
    ['نوار تست قند خون (۵۰ عددی)', 5_200],
    ['کیت TSH الایزا (۹۶ تست)', 38_000, 'کیت'],
    ['کیت HbA1c (۱۰۰ تست)', 52_000, 'کیت'],
    ['محیط کشت بلاد آگار (۱۰ پلیت)', 2_900],
    ['کنترل هماتولوژی سه‌سطحی', 64_000, 'ست'],
  ],
  imaging: [
    ['فیلم خشک رادیولوژی ۳۵×۴۳ (۱۰۰ برگ)', 46_000],
    ['کاغذ سونوگرافی UPP-110 (۱۰ رول)', 12_500],
    ['ژل سونوگرافی ۵ لیتری', 3_400, 'گالن'],
    ['مادهٔ حاجب ۳۵۰ میلی‌گرم (۱۰ ویال)', 78_000],
  ],
  rehabilitation: [
    ['پوشک بزرگسال سایز {L|XL} (۱۶ عددی)', 2_100],
    ['سرجی‌فیکس و پانسمان زخم بستر', 1_900, 'عدد'],
    ['کیسهٔ کلستومی (۱۰ عددی)', 6_900],
    ['ماسک و لولهٔ نبولایزر', 950, 'عدد'],
  ],
};

const EQUIPMENT: Readonly<Record<Department, readonly Row[]>> = {
  hospital: [
    ['مانیتور علائم حیاتی پنج‌پارامتری', 1_450_000],
    ['الکتروکاردیوگراف ۱۲ کاناله ECG-12', 980_000],
    ['دستگاه ساکشن جراحی دومخزنه', 420_000],
    ['پمپ سرنگ تک‌کاناله', 365_000],
    ['الکتروشوک دوفازی با پیسینگ', 3_900_000],
    ['تخت بستری سه‌شکن برقی', 890_000],
    ['اتوکلاو ۷۵ لیتری کلاس B', 2_350_000],
    ['چراغ سیالیتیک LED تک‌قمر', 1_780_000],
    ['ونتیلاتور بزرگسال V7', 14_500_000],
  ],
  dental: [
    ['یونیت و صندلی دندان‌پزشکی شلنگ از بالا', 6_200_000],
    ['رادیوگرافی پری‌آپیکال دیواری', 1_950_000],
    ['لایت‌کیور بی‌سیم ۲۰۰۰ میلی‌وات', 145_000],
    ['اتوکلاو رومیزی ۱۸ لیتری', 1_120_000],
    ['آپکس‌لوکیتور', 168_000],
  ],
  laboratory: [
    ['سل‌کانتر ۳ پارت', 5_400_000],
    ['اتوآنالایزر ۲۰۰ تست در ساعت', 18_500_000],
    ['میکروسکوپ دوچشمی با دوربین', 620_000],
    ['سانتریفیوژ ۲۴ شاخه', 540_000],
    ['انکوباتور ۵۵ لیتری', 480_000],
    ['الایزا ریدر ۹۶ خانه', 3_100_000],
  ],
  imaging: [
    ['سونوگرافی سه‌بعدی Vista V7', 21_000_000],
    ['سونوگرافی پرتابل P30', 7_800_000],
    ['رادیولوژی دیجیتال DR ثابت', 48_000_000],
    ['ماموگرافی دیجیتال', 62_000_000],
  ],
  rehabilitation: [
    ['ویلچر برقی تاشو', 780_000],
    ['اکسیژن‌ساز ۵ لیتری', 690_000],
    ['CPAP خودکار با مرطوب‌کننده', 860_000],
    ['تشک مواج سلولی', 72_000],
    ['فشارسنج بازویی دیجیتال', 34_000],
  ],
};

/** [name, price, the equipment it fits]. */
const PARTS: Readonly<Record<Department, readonly (readonly [name: string, thousandRials: number, fits: string])[]>> = {
  hospital: [
    ['سنسور SpO2 انگشتی بزرگسال', 18_500, 'مانیتور علائم حیاتی پنج‌پارامتری'],
    ['کاف فشارخون یکسره', 6_200, 'مانیتور علائم حیاتی پنج‌پارامتری'],
    ['کابل بیمار ده‌رشته ECG', 24_000, 'الکتروکاردیوگراف ۱۲ کاناله ECG-12'],
    ['باتری لیتیومی الکتروشوک', 96_000, 'الکتروشوک دوفازی با پیسینگ'],
    ['واشر درب اتوکلاو ۷۵ لیتری', 14_000, 'اتوکلاو ۷۵ لیتری کلاس B'],
    ['سنسور فلو ونتیلاتور', 58_000, 'ونتیلاتور بزرگسال V7'],
    ['فیلتر HEPA ونتیلاتور', 9_400, 'ونتیلاتور بزرگسال V7'],
  ],
  dental: [
    ['توربین پرسرعت پوش‌باتن', 64_000, 'یونیت و صندلی دندان‌پزشکی شلنگ از بالا'],
    ['شیر برقی یونیت', 11_800, 'یونیت و صندلی دندان‌پزشکی شلنگ از بالا'],
    ['پاور ساکشن یونیت', 88_000, 'یونیت و صندلی دندان‌پزشکی شلنگ از بالا'],
    ['المنت اتوکلاو رومیزی', 21_500, 'اتوکلاو رومیزی ۱۸ لیتری'],
  ],
  laboratory: [
    ['لامپ هالوژن اتوآنالایزر', 17_800, 'اتوآنالایزر ۲۰۰ تست در ساعت'],
    ['پروب نمونه‌برداری سل‌کانتر', 42_000, 'سل‌کانتر ۳ پارت'],
    ['زغال موتور سانتریفیوژ', 2_600, 'سانتریفیوژ ۲۴ شاخه'],
  ],
  imaging: [
    ['پروب کانوکس ۳٫۵ مگاهرتز', 1_650_000, 'سونوگرافی سه‌بعدی Vista V7'],
    ['پروب لینیر ۷٫۵ مگاهرتز', 1_480_000, 'سونوگرافی پرتابل P30'],
  ],
  rehabilitation: [
    ['باتری ژلی ویلچر', 46_000, 'ویلچر برقی تاشو'],
    ['فیلتر اکسیژن‌ساز', 1_900, 'اکسیژن‌ساز ۵ لیتری'],
  ],
};

const KITS: readonly (readonly [department: Department, name: string, thousandRials: number, fits: string])[] = [
  ['hospital', 'کیت ارتقای EtCO2 مانیتور', 690_000, 'مانیتور علائم حیاتی پنج‌پارامتری'],
  ['imaging', 'کیت ارتقای 4D سونوگرافی', 3_200_000, 'سونوگرافی سه‌بعدی Vista V7'],
  ['laboratory', 'ماژول ISE اتوآنالایزر', 2_400_000, 'اتوآنالایزر ۲۰۰ تست در ساعت'],
];

const SERVICES: readonly (readonly [department: Department, name: string, thousandRials: number])[] = [
  ['hospital', 'نصب و راه‌اندازی تجهیزات بیمارستانی', 45_000],
  ['hospital', 'کالیبراسیون سالانه با گواهی', 28_000],
  ['dental', 'سرویس دوره‌ای یونیت', 18_000],
  ['laboratory', 'سرویس دوره‌ای تجهیزات آزمایشگاه', 32_000],
  ['imaging', 'آموزش کاربری سونوگرافی (یک روز)', 60_000],
  ['rehabilitation', 'بازدید و تنظیم دستگاه در منزل', 9_500],
];

const DEPARTMENTS = Object.keys(CATEGORY_BY_DEPARTMENT) as Department[];

export const PRODUCT_LIST: readonly ListedProduct[] = [
  ...DEPARTMENTS.flatMap((department) =>
    CONSUMABLES[department].flatMap((row) => listed('consumable', department, row, 'بسته')),
  ),
  ...DEPARTMENTS.flatMap((department) =>
    EQUIPMENT[department].flatMap((row) => listed('equipment', department, row, 'دستگاه')),
  ),
  ...DEPARTMENTS.flatMap((department) =>
    PARTS[department].flatMap(([name, price, fits]) => listed('sparePart', department, [name, price], 'عدد', fits)),
  ),
  ...KITS.flatMap(([department, name, price, fits]) => listed('upgradeKit', department, [name, price], 'کیت', fits)),
  ...SERVICES.flatMap(([department, name, price]) => listed('service', department, [name, price], 'مورد')),
];

function listed(
  kind: ProductKind,
  department: Department,
  [name, thousandRials, unit]: Row,
  usualUnit: string,
  fits: string | null = null,
): ListedProduct[] {
  const sizes = /\{(.*)\}/.exec(name)?.[1]?.split('|') ?? [''];
  return sizes.map((size) => ({
    kind,
    department,
    name: name.replace(/\{.*\}/, size),
    unit: unit ?? usualUnit,
    thousandRials,
    fits,
  }));
}
