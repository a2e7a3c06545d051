/** assets/icon.png at 32 x 32 pixels, so that the icon needs no file beside the program. */
const PNG = [
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAB2UlEQVR42mNgGAVogCcqlxGII4F4LxB/AOJ/vNF5/8nBIL1A/BFqFshMRkKW8wHxTnItJMJBO0F24PP5Ll',
  'pZjuSIXVhDAhREtLYcyRGR2BywhxRDIvpm/n/y5hUYg9gkOmAPNgd8IMWQZ29f///x8xsYg9gkOuADNgeQlNqfv3sDdwCITWruwHAAqfGYMHke1AFfwWxS9VPsAOmUMogD',
  'fnwDswfOAT9HHTBSHSCXVgF3AIhNdwcYFDfBHWBQ1ER/B0T1z4I7IKpvFv0dsPTgMbgDQGy6OsC2uvP/l2+f4Q4AsUFidHGAe1P//0evXsIth2GQGEiOJg5wb5rwv2zhqv',
  '97Ll7+//3HV7CFt54+gVsOY4PkQGpAakF6qOKA+ElzUXz6DWjJkgNH/2vn18PFQOwlB4+C5ZDVgvQS7QBc1bFJacv/4zdu/d929sL/xpUb/xsWN4PFBeMKwMEOwiA2SAwk',
  'B1IDUgvSYwzUS3R1jN4gAZVu3Ru2/5+8dTdOvHDf4f8LgBifGpAZ6CUlrgbJXmRFlpXt/z9//YyR2EjFIDNAZhHTJMNolArE5v8XiiukCIPMILZRykjLPgFa34ARX8dkF4',
  '37BHzEds32gLpVvNTpmu0hqms2IgEAaUpFH+4Ts8IAAAAASUVORK5CYII=',
].join('');

export const TRAY_ICON = `data:image/png;base64,${PNG}`;
