/** What GitHub takes for a login and a team. */

/**
 * True for one GitHub login, without `@`. Old accounts may end in or double a hyphen, and managed accounts hold one
 * underscore before their enterprise's short code.
 */
export function isLogin(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,20})?$/.test(text) && text.length <= 39;
}

/** True for `organization/team`, without `@`. */
export function isTeam(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(text);
}
