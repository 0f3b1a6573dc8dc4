/* exm-personal-phone.c - phone numbers, told from all the other numbers of a post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-personal-private.h"

#include <string.h>

/* At most fifteen digits (ITU-T E.164, 6.1) and the signs between them. */
#define DIGITS_MAX 15
#define DIGITS_MIN 7
#define GROUPS_MAX 8

typedef struct
{
  char   digits[DIGITS_MAX + 1];
  guint  n_digits;
  guint8 groups[GROUPS_MAX]; /* how many digits each has */
  guint  n_groups;
  gsize  length;
  guint  has_plus : 1;
  guint  has_bracket : 1;
  guint  has_sign : 1;  /* - or . or / between groups */
  guint  has_space : 1; /* a space between groups */
} Number;

static gboolean
is_between (char c)
{
  return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')';
}

/* What may stand between two groups: one sign, or a bracket with a space. Returns
 * how many bytes, 0 = the number ends here. */
static gsize
read_between (const ExmText *text, const char *p, Number *number)
{
  gsize n = 0;

  while (p + n < text->end && n < 3 && is_between (p[n]))
    {
      if (n > 0 && p[n] == p[n - 1])
        return 0;
      n++;
    }
  if (n == 0 || p + n >= text->end || !_exm_is_digit (p[n]))
    return 0;
  if (n > 1 && memchr (p, '(', n) == NULL && memchr (p, ')', n) == NULL)
    return 0;
  for (gsize i = 0; i < n; i++)
    {
      number->has_bracket |= p[i] == '(' || p[i] == ')';
      number->has_sign |= p[i] == '-' || p[i] == '.' || p[i] == '/';
      number->has_space |= p[i] == ' ';
    }
  return n;
}

/* FALSE: too many digits or groups to be one. */
static gboolean
read_number (const ExmText *text, const char *p, Number *number)
{
  const char *at = p;

  memset (number, 0, sizeof *number);
  if (at < text->end && *at == '+')
    {
      number->has_plus = TRUE;
      at++;
    }
  if (at < text->end && *at == '(')
    {
      number->has_bracket = TRUE;
      at++;
    }
  while (at < text->end && _exm_is_digit (*at))
    {
      gsize between;

      if (number->n_groups == GROUPS_MAX)
        return FALSE;
      for (; at < text->end && _exm_is_digit (*at); at++)
        {
          if (number->n_digits == DIGITS_MAX)
            return FALSE;
          number->digits[number->n_digits++] = *at;
          number->groups[number->n_groups]++;
        }
      number->n_groups++;
      between = read_between (text, at, number);
      number->length = (gsize)(at - p);
      at += between;
      if (between == 0)
        break;
    }
  return number->n_digits >= DIGITS_MIN;
}

/* --- what it is not ------------------------------------------------------------ */

/* 01.02.2024, 2024-01-02, 1/2/24. */
static gboolean
begins_with_date (const Number *number)
{
  const guint8 *g = number->groups;

  if (number->n_groups < 3 || !number->has_sign)
    return FALSE;
  return (g[0] <= 2 && g[1] <= 2 && (g[2] == 4 || g[2] == 2) && number->n_groups < 5) || (g[0] == 4 && g[1] == 2 && g[2] == 2);
}

static gboolean
is_one_digit (const Number *number)
{
  return strspn (number->digits, (char[]){ number->digits[number->n_digits - 1], '\0' }) >= number->n_digits - 1;
}

/* A currency, a per cent sign or a unit beside it. */
static gboolean
has_unit_after (const ExmText *text, const char *p)
{
  if (p < text->end && *p == ' ')
    p++;
  if (p >= text->end)
    return FALSE;
  if (strchr ("%$", *p) != NULL)
    return TRUE;
  if ((guint8)*p >= 0x80)
    return g_unichar_type (g_utf8_get_char (p)) == G_UNICODE_CURRENCY_SYMBOL;
  return g_ascii_strncasecmp (p, "eur", MIN (3, text->end - p)) == 0 || g_ascii_strncasecmp (p, "usd", MIN (3, text->end - p)) == 0;
}

static gboolean
has_unit_before (const ExmText *text, const char *p)
{
  const char *before;

  if (p > text->start && p[-1] == ' ')
    p--;
  if (p == text->start)
    return FALSE;
  if (strchr ("$#=", p[-1]) != NULL)
    return TRUE;
  before = g_utf8_find_prev_char (text->start, p);
  return before != NULL && (guint8)*before >= 0x80 && g_unichar_type (g_utf8_get_char (before)) == G_UNICODE_CURRENCY_SYMBOL;
}

/* --- what it is ------------------------------------------------------------------- */

/* The word before: "Call me: ", "tel.". A few of the languages posts come in. */
static gboolean
follows_word (const ExmText *text, const char *p, const char *const *words, gsize n_words)
{
  const char *end;
  const char *word;

  for (guint back = 0; back < 3; back++)
    {
      while (p > text->start && !_exm_is_word (p[-1]))
        p--;
      end = p;
      while (p > text->start && _exm_is_word (p[-1]))
        p--;
      word = p;
      for (gsize i = 0; i < n_words; i++)
        if ((gsize)(end - word) == strlen (words[i]) && g_ascii_strncasecmp (word, words[i], (gsize)(end - word)) == 0)
          return TRUE;
    }
  return FALSE;
}

static gboolean
is_called (const ExmText *text, const char *p)
{
  static const char *const words[] = {
    "call", "phone", "tel", "telephone", "mobile", "mob", "cell", "fax", "whatsapp", "sms", "dial",
    "telefon", "handy", "anrufen", "ruf", "tél", "téléphone", "portable", "teléfono", "telefono", "móvil", "llama", "telefone", "celular"
  };

  return follows_word (text, p, words, G_N_ELEMENTS (words));
}

static gboolean
is_named (const ExmText *text, const char *p)
{
  static const char *const words[] = { "isbn", "issn", "id", "order", "no", "nr", "ref", "tracking", "invoice", "ticket", "case", "serial" };

  return follows_word (text, p, words, G_N_ELEMENTS (words));
}

/* (212) 555-0123, 212-555-0123, 1.212.555.0123: neither area nor exchange begins
 * with 0 or 1 (North American Numbering Plan). */
static gboolean
is_north_american (const Number *number)
{
  guint first = number->n_groups == 4 && number->groups[0] == 1 && number->digits[0] == '1' ? 1 : 0;

  return number->n_groups == first + 3 && number->groups[first] == 3 && number->groups[first + 1] == 3 && number->groups[first + 2] == 4 && number->digits[first] >= '2' && number->digits[first + 3] >= '2' && (number->has_bracket || number->has_sign);
}

/* A trunk 0, as most countries outside America write it: 030 123456, 07911 123456. */
static gboolean
is_national (const Number *number)
{
  if (number->digits[0] != '0' || number->digits[1] < '1' || number->n_digits < 9 || number->n_digits > 12)
    return FALSE;
  if (number->groups[0] == 1 || (number->n_groups == 1 && number->n_digits < 10))
    return FALSE;
  return TRUE;
}

gsize
_exm_read_phone (const ExmText *text, const char *p)
{
  Number number;

  /* Not within something else; a bracket before it is the text's. */
  if (p > text->start && (_exm_is_word (p[-1]) || strchr (".,/-:+", p[-1]) != NULL))
    return 0;
  if (!read_number (text, p, &number) || is_one_digit (&number))
    return 0;
  if (p + number.length < text->end && _exm_is_word (p[number.length]))
    return 0;
  if (number.has_plus)
    return number.digits[0] != '0' && number.n_digits >= 8 ? number.length : 0;
  if (begins_with_date (&number) || has_unit_before (text, p) || has_unit_after (text, p + number.length))
    return 0;
  if (is_called (text, p))
    return number.n_digits >= 9 || number.n_groups > 1 ? number.length : 0;
  /* Part of a longer number: 1 050 000 000. */
  if (is_named (text, p) || (p - text->start >= 2 && p[-1] == ' ' && _exm_is_digit (p[-2])))
    return 0;
  if (number.digits[0] == '0' && number.digits[1] == '0')
    return number.digits[2] >= '1' && number.n_digits >= 11 ? number.length : 0;
  return is_north_american (&number) || is_national (&number) ? number.length : 0;
}
