/**
 * Endings under which a system, an office program or a browser runs what it opens. Nobody sends a colleague a program through a customer's page; and a list of what
 * may be attached would refuse the drawing, the firmware table and the scan of a trade that we have not heard of.
 *
 * Put together from what large mail services and Outlook refuse, by who runs it; read through once a year. An archive is no program: what is in it is looked at by whoever opens it.
 */

const WINDOWS_PROGRAMS =
  'exe com scr pif cpl dll ocx sys drv vxd msi msp mst msu msix msixbundle appx appxbundle appinstaller application gadget xbap';
const WINDOWS_SCRIPTS =
  'bat cmd ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 msh msh1 msh2 mshxml msh1xml msh2xml vb vbe vbs js jse mjs cjs wsf wsh wsc ws sct hta a3x ahk au3';
/** They open something else, or change the settings of the machine. */
const WINDOWS_LINKS =
  'lnk url website scf shb shs inf ins isp reg job msc chm hlp library-ms search-ms searchconnector-ms settingcontent-ms appref-ms appcontent-ms diagcab diagcfg diagpkg theme themepack deskthemepack desktopthemepackfile rdp cer crt ppkg';
/** A double click mounts or unpacks them, past the warning that hangs on what was downloaded. */
const DISK_IMAGES = 'iso img vhd vhdx vmdk wim dmg cab';
const MAC =
  'app command tool terminal pkg mpkg workflow action scpt scptd applescript osx prefpane mobileconfig webloc inetloc fileloc';
const LINUX = 'sh bash zsh fish csh ksh desktop appimage run deb rpm flatpak flatpakref flatpakrepo snap so service';
const OTHER_PROGRAMS = 'apk xapk aab ipa jar jnlp class py pyc pyo pyw pyz pyzw rb pl php';
const WITH_MACROS =
  'docm dotm xlsm xltm xlam xll xla xlb pptm potm ppsm ppam ppa sldm mdb mde mda mdw mam maq mar mat maf ade adp accde accda accdr accdu iqy oqy rqy dqy odc slk vsmacros wll wiz';
/** Opened from a folder they run with the rights of that folder. */
const WEB_PAGES = 'htm html shtml xhtml xht mht mhtml svg svgz htc xsl xslt asp aspx jsp cgi';

const RUNNABLE: ReadonlySet<string> = new Set(
  [
    WINDOWS_PROGRAMS,
    WINDOWS_SCRIPTS,
    WINDOWS_LINKS,
    DISK_IMAGES,
    MAC,
    LINUX,
    OTHER_PROGRAMS,
    WITH_MACROS,
    WEB_PAGES,
  ].flatMap((endings) => endings.split(' ')),
);

/** Everything behind the last dot, in small letters; '' when there is no dot. */
export const endingOf = (name: string): string => /\.([^.]*)$/u.exec(name)?.[1]?.trim().toLowerCase() ?? '';

/** Windows takes dots and blanks off the end of a name before it looks at its ending. */
export const isRunnable = (name: string): boolean => RUNNABLE.has(endingOf(name.replace(/[. ]+$/u, '')));
