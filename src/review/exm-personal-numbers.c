/* exm-personal-numbers.c - cards, accounts and network addresses, by their checks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-personal-private.h"

#include <gio/gio.h>
#include <string.h>

#define INET6_MAX 39 /* eight groups of four and their colons */

/* --- payment cards ---------------------------------------------------------- */

#define CARD_MAX 19

/* Ranges of first digits, and lengths as bits, after the issuers' public tables
 * (ISO/IEC 7812-1 numbers their industries). */
static const struct
{
  guint from; /* the first four digits */
  guint to;
  guint lengths;
} issuers[] = {
  { 2221, 2720, 1u << 16 },                                  /* Mastercard */
  { 3000, 3059, 1u << 14 },                                  /* Diners Club */
  { 3400, 3499, 1u << 15 },                                  /* American Express */
  { 3528, 3589, 1u << 16 },                                  /* JCB */
  { 3600, 3699, 1u << 14 },                                  /* Diners Club */
  { 3700, 3799, 1u << 15 },                                  /* American Express */
  { 3800, 3999, 1u << 14 },                                  /* Diners Club */
  { 4000, 4999, 1u << 13 | 1u << 16 | 1u << 19 },            /* Visa */
  { 5018, 5018, 1u << 16 | 1u << 18 | 1u << 19 },            /* Maestro */
  { 5020, 5020, 1u << 16 | 1u << 18 | 1u << 19 },            /* Maestro */
  { 5038, 5038, 1u << 16 | 1u << 18 | 1u << 19 },            /* Maestro */
  { 5100, 5599, 1u << 16 },                                  /* Mastercard */
  { 6011, 6011, 1u << 16 | 1u << 19 },                       /* Discover */
  { 6200, 6299, 1u << 16 | 1u << 17 | 1u << 18 | 1u << 19 }, /* UnionPay */
  { 6440, 6599, 1u << 16 | 1u << 19 },                       /* Discover */
  { 6759, 6763, 1u << 16 | 1u << 18 | 1u << 19 },            /* Maestro */
};

static gboolean
has_issuer (const guint8 *digits, guint n)
{
  guint first = digits[0] * 1000u + digits[1] * 100u + digits[2] * 10u + digits[3];

  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    if (first >= issuers[i].from && first <= issuers[i].to && (issuers[i].lengths & 1u << n) != 0)
      return TRUE;
  return FALSE;
}

/* Luhn's check digit (ISO/IEC 7812-1, annex B). */
static gboolean
passes_luhn (const guint8 *digits, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint digit = digits[n - 1 - i];

      sum += i % 2 == 0 ? digit : digit < 5 ? digit * 2
                                            : digit * 2 - 9;
    }
  return sum % 10 == 0;
}

gsize
_exm_read_card (const ExmText *text, const char *p)
{
  guint8      digits[CARD_MAX];
  guint       n = 0;
  char        sign = '\0'; /* between groups, always the same */
  const char *at = p;

  for (; at < text->end && n < CARD_MAX + 1; at++)
    {
      if (_exm_is_digit (*at))
        {
          if (n < CARD_MAX)
            digits[n] = (guint8)(*at - '0');
          n++;
        }
      else if ((*at == ' ' || *at == '-') && n >= 4 && n < CARD_MAX && at + 1 < text->end && _exm_is_digit (at[1]) && (sign == '\0' || sign == *at))
        sign = *at;
      else
        break;
    }
  if (n < 13 || n > CARD_MAX || (at < text->end && _exm_is_word (*at)))
    return 0;
  return has_issuer (digits, n) && passes_luhn (digits, n) ? (gsize)(at - p) : 0;
}

/* --- bank accounts ------------------------------------------------------------ */

/* Country and length, from the IBAN registry of SWIFT, release 98. */
static const char iban_lengths[] =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 "
  "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 "
  "LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 "
  "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 ";

static guint
iban_length (const char *country)
{
  for (const char *p = iban_lengths; *p != '\0'; p += 5)
    if (p[0] == country[0] && p[1] == country[1])
      return (guint)(p[2] - '0') * 10 + (guint)(p[3] - '0');
  return 0;
}

gsize
_exm_read_iban (const ExmText *text, const char *p)
{
  char        signs[36];
  guint       wanted;
  guint       n = 0;
  guint       rest = 0;
  const char *at = p;

  if (text->end - p < 15 || !g_ascii_isupper (p[0]) || !g_ascii_isupper (p[1]) || !_exm_is_digit (p[2]) || !_exm_is_digit (p[3]))
    return 0;
  wanted = iban_length (p);
  for (; at < text->end && n < wanted; at++)
    {
      if (_exm_is_digit (*at) || g_ascii_isupper (*at))
        signs[n++] = *at;
      else if (*at != ' ' || n % 4 != 0)
        return 0;
    }
  if (wanted == 0 || n < wanted || (at < text->end && _exm_is_word (*at)))
    return 0;
  for (guint i = 0; i < n; i++)
    {
      char sign = signs[(i + 4) % n];

      rest = _exm_is_digit (sign) ? (rest * 10 + (guint)(sign - '0')) % 97 : (rest * 100 + (guint)(sign - 'A') + 10) % 97;
    }
  return rest == 1 ? (gsize)(at - p) : 0;
}

/* --- network addresses ---------------------------------------------------------- */

/* A version has four numbers as well. */
static gboolean
follows_version (const ExmText *text, const char *p)
{
  static const char *const words[] = { "v", "version", "ver", "release", "build", "firmware", "§" };

  while (p > text->start && (p[-1] == ' ' || p[-1] == '.'))
    p--;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize)(p - text->start) >= length && g_ascii_strncasecmp (p - length, words[i], length) == 0 && ((gsize)(p - text->start) == length || !_exm_is_word (p[-(gssize)length - 1])))
        return TRUE;
    }
  return FALSE;
}

gsize
_exm_read_ipv4 (const ExmText *text, const char *p)
{
  const char *at = p;
  gboolean    is_small = TRUE; /* 1.2.3.4 is a chapter more often than an address */
  guint       first = 0;

  for (guint part = 0; part < 4; part++)
    {
      guint value = 0;
      guint n = 0;

      if (part > 0 && (at >= text->end || *at++ != '.'))
        return 0;
      for (; at < text->end && _exm_is_digit (*at); at++, n++)
        value = MIN (value * 10 + (guint)(*at - '0'), 1000);
      if (n == 0 || n > 3 || value > 255 || (n > 1 && at[-(gssize)n] == '0'))
        return 0;
      is_small = is_small && value < 10;
      first = part == 0 ? value : first;
    }
  if (is_small || first == 0 || first == 127)
    return 0;
  if (at < text->end && (_exm_is_word (*at) || (*at == '.' && at + 1 < text->end && _exm_is_digit (at[1]))))
    return 0;
  return follows_version (text, p) ? 0 : (gsize)(at - p);
}

gsize
_exm_read_ipv6 (const ExmText *text, const char *p)
{
  char        copy[INET6_MAX + 1];
  guint       n_digits = 0;
  guint       n_colons = 0;
  gsize       length;
  const char *at = p;

  for (; at < text->end && at - p <= INET6_MAX && (g_ascii_isxdigit (*at) || *at == ':'); at++)
    {
      n_colons += *at == ':';
      n_digits += *at != ':';
    }
  /* A sentence may go on with a colon. */
  if (at > p + 1 && at[-1] == ':' && at[-2] != ':')
    at--;
  length = (gsize)(at - p);
  if (n_colons < 2 || n_digits < 5 || length > INET6_MAX || (at < text->end && _exm_is_word (*at)))
    return 0;
  memcpy (copy, p, length);
  copy[length] = '\0';
  if (!g_hostname_is_ip_address (copy))
    return 0;
  return length;
}
