/* exm-personal.c - personal data in a post: where it is, and what stands for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-personal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-personal-private.h"

static const char *const masks[EXM_N_PERSONAL] = { "<email>", "<phone>", "@user", "<url>", "<card>", "<iban>", "<ip>" };

const char *
exm_personal_get_mask (ExmPersonal kind)
{
  g_return_val_if_fail (kind < EXM_N_PERSONAL, NULL);

  return masks[kind];
}

/* --- addresses and names ------------------------------------------------------ */

static gboolean
has_prefix (const ExmText *text, const char *p, const char *prefix)
{
  gsize length = strlen (prefix);

  return (gsize)(text->end - p) > length && g_ascii_strncasecmp (p, prefix, length) == 0;
}

/* Whether all brackets of [p, end) were opened in it. */
static gboolean
closes_one (const char *p, const char *end)
{
  int open = 0;

  for (; p < end; p++)
    open += *p == '(' ? 1 : *p == ')' ? -1
                                      : 0;
  return open >= 0;
}

/* To the next blank, but for what ends the sentence that it stands in. */
static gsize
read_url (const ExmText *text, const char *p)
{
  const char *end = p;
  gsize       least = has_prefix (text, p, "https://") ? 8 : has_prefix (text, p, "http://") ? 7
                                                           : has_prefix (text, p, "www.")    ? 4
                                                                                             : 0;

  if (least == 0 || !_exm_is_word (p[least]) || (p > text->start && _exm_is_word (p[-1])))
    return 0;
  while (end < text->end && (guint8)*end > ' ' && strchr ("<>\"", *end) == NULL)
    {
      if ((guint8)*end >= 0x80 && g_unichar_isspace (g_utf8_get_char (end)))
        break;
      end++;
    }
  while (end > p && strchr (".,;:!?'*_)]}", end[-1]) != NULL)
    {
      /* A bracket that was opened inside belongs to it. */
      if (end[-1] == ')' && closes_one (p, end))
        break;
      end--;
    }
  return (gsize)(end - p) > least ? (gsize)(end - p) : 0;
}

/* A host with at least one dot, from @p on. */
static gsize
read_host (const ExmText *text, const char *p)
{
  const char *at = p;
  const char *end = NULL; /* after a label that may be the last */
  guint       n_labels = 0;

  while (at < text->end)
    {
      const char *label = at;

      while (at < text->end && (_exm_is_word (*at) || *at == '-') && *at != '_')
        at++;
      if (at == label)
        break;
      n_labels++;
      if (n_labels > 1 && at - label >= 2 && (g_ascii_isalpha (*label) || (guint8)*label >= 0x80))
        end = at;
      if (at >= text->end || *at != '.')
        break;
      at++;
    }
  while (end != NULL && end > p && end[-1] == '-')
    end--;
  return end != NULL ? (gsize)(end - p) : 0;
}

static gboolean
is_local (char c)
{
  return _exm_is_word (c) || c == '.' || c == '+' || c == '-' || c == '%';
}

/* @p is at the @; tells in @start where it begins, after @from. */
static gsize
read_email (const ExmText *text, const char *from, const char *p, const char **start)
{
  const char *at = p;
  gsize       host;

  while (at > from && is_local (at[-1]))
    at--;
  while (at < p && (!_exm_is_word (*at) || *at == '_'))
    at++;
  if (at == p || p - at > 64)
    return 0;
  host = read_host (text, p + 1);
  *start = at;
  return host > 0 ? (gsize)(p - at) + 1 + host : 0;
}

/* @name, @name@server.org, @name.server.org */
static gsize
read_handle (const ExmText *text, const char *p)
{
  const char *at = p + 1;
  gsize       host;

  if (p > text->start && (_exm_is_word (p[-1]) || p[-1] == '@' || p[-1] == '/'))
    return 0;
  while (at < text->end && _exm_is_word (*at))
    {
      /* Punctuation and emoji end a name. */
      if ((guint8)*at >= 0x80 && !g_unichar_isalnum (g_utf8_get_char (at)) && !g_unichar_ismark (g_utf8_get_char (at)))
        break;
      at = (guint8)*at >= 0x80 ? g_utf8_next_char (at) : at + 1;
    }
  if (at == p + 1 || at - p > 64)
    return 0;
  if (at < text->end && *at == '@' && (host = read_host (text, at + 1)) > 0)
    at += 1 + host;
  else
    while (at + 2 < text->end && *at == '.' && g_ascii_islower (at[1]) && g_ascii_isalnum (at[2]))
      for (at++; at < text->end && (g_ascii_isalnum (*at) || *at == '-');)
        at++;
  return at - p == 5 && memcmp (p, "@user", 5) == 0 ? 0 : (gsize)(at - p);
}

/* --- scanning ---------------------------------------------------------------------- */

/* Bytes at which something can begin or be told. */
enum
{
  AT_NOTHING,
  AT_AT,
  AT_URL,
  AT_DIGIT,
  AT_SIGN,
  AT_UPPER,
};

static const guint8 *
get_classes (void)
{
  static guint8 *classes;

  if (g_once_init_enter (&classes))
    {
      guint8 *made = g_malloc0 (256);

      for (guint c = 'A'; c <= 'Z'; c++)
        made[c] = AT_UPPER;
      for (guint c = '0'; c <= '9'; c++)
        made[c] = AT_DIGIT;
      made['H'] = made['h'] = made['W'] = made['w'] = AT_URL;
      made['@'] = AT_AT;
      made['+'] = made['('] = made[':'] = AT_SIGN;
      g_once_init_leave (&classes, made);
    }
  return classes;
}

typedef struct
{
  ExmText     text;
  const char *from; /* end of the last span */
  GArray     *spans;
  guint       kinds;
} Scan;

static const char *
add_span (Scan *scan, const char *start, gsize length, ExmPersonal kind)
{
  ExmPersonalSpan span = { (gsize)(start - scan->text.start), (gsize)(start - scan->text.start) + length, kind };

  if (scan->spans != NULL)
    g_array_append_val (scan->spans, span);
  scan->kinds |= 1u << kind;
  scan->from = start + length;
  return scan->from;
}

static const char *
scan_at (Scan *scan, const char *p)
{
  const char *start;
  gsize       n;

  if ((n = read_email (&scan->text, scan->from, p, &start)) > 0)
    return add_span (scan, start, n, EXM_PERSONAL_EMAIL);
  if ((n = read_handle (&scan->text, p)) > 0)
    return add_span (scan, p, n, EXM_PERSONAL_HANDLE);
  return p + 1;
}

/* @p is at the first digit of a run, or at a sign before one. */
static const char *
scan_number (Scan *scan, const char *p)
{
  const char *start = p;
  gsize       n;

  /* A hexadecimal group may begin with letters. */
  while (start > scan->from && p - start < 4 && g_ascii_isxdigit (start[-1]))
    start--;
  if ((start == scan->text.start || !_exm_is_word (start[-1])) && (n = _exm_read_ipv6 (&scan->text, start)) > 0)
    return add_span (scan, start, n, EXM_PERSONAL_IP);
  if (*p == ':')
    return p + 1;
  if (p > scan->text.start && (_exm_is_word (p[-1]) || (p - scan->text.start > 1 && strchr (".,-", p[-1]) != NULL && _exm_is_digit (p[-2]))))
    return p + 1;
  if (_exm_is_digit (*p))
    {
      if ((n = _exm_read_ipv4 (&scan->text, p)) > 0)
        return add_span (scan, p, n, EXM_PERSONAL_IP);
      if ((n = _exm_read_card (&scan->text, p)) > 0)
        return add_span (scan, p, n, EXM_PERSONAL_CARD);
    }
  if ((n = _exm_read_phone (&scan->text, p)) > 0)
    return add_span (scan, p, n, EXM_PERSONAL_PHONE);
  return p + 1;
}

guint
exm_personal_scan (const char *text, gsize length, GArray *spans)
{
  const guint8 *classes = get_classes ();
  Scan          scan = { { text, text + length }, text, spans, 0 };
  const char   *p = text;
  gsize         n;

  while (p < scan.text.end)
    switch (classes[(guint8)*p])
      {
      case AT_AT:
        p = scan_at (&scan, p);
        break;
      case AT_URL:
        if ((n = read_url (&scan.text, p)) > 0)
          p = add_span (&scan, p, n, EXM_PERSONAL_URL);
        else
          p++;
        break;
      case AT_UPPER:
        if ((p == text || !_exm_is_word (p[-1])) && (n = _exm_read_iban (&scan.text, p)) > 0)
          p = add_span (&scan, p, n, EXM_PERSONAL_IBAN);
        else
          p++;
        break;
      case AT_DIGIT:
        p = scan_number (&scan, p);
        break;
      case AT_SIGN:
        if (*p == ':' ? p > text && g_ascii_isxdigit (p[-1]) && !_exm_is_digit (p[-1]) : p + 1 < scan.text.end && (_exm_is_digit (p[1]) || p[1] == '('))
          p = scan_number (&scan, p);
        else
          p++;
        break;
      default:
        p++;
      }
  return scan.kinds;
}

char *
exm_personal_mask (const char *text, guint kinds, guint *counts)
{
  g_autoptr (GArray) spans = NULL;
  GString *out = NULL;
  gsize    length;
  gsize    at = 0;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  if ((exm_personal_scan (text, length, NULL) & kinds) == 0)
    return NULL;
  spans = g_array_new (FALSE, FALSE, sizeof (ExmPersonalSpan));
  exm_personal_scan (text, length, spans);
  out = g_string_sized_new (length);
  for (guint i = 0; i < spans->len; i++)
    {
      const ExmPersonalSpan *span = &g_array_index (spans, ExmPersonalSpan, i);

      if ((kinds & 1u << span->kind) == 0)
        continue;
      g_string_append_len (out, text + at, (gssize)(span->start - at));
      g_string_append (out, masks[span->kind]);
      at = span->end;
      if (counts != NULL)
        counts[span->kind]++;
    }
  g_string_append (out, text + at);
  return g_string_free (out, FALSE);
}

/* --- in words ------------------------------------------------------------------------ */

char *
exm_personal_count_to_string (ExmPersonal kind, guint n)
{
  switch (kind)
    {
    case EXM_PERSONAL_EMAIL:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u e-mail address", "%u e-mail addresses", n), n);
    case EXM_PERSONAL_PHONE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u phone number", "%u phone numbers", n), n);
    case EXM_PERSONAL_HANDLE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u user name", "%u user names", n), n);
    case EXM_PERSONAL_URL:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u web address", "%u web addresses", n), n);
    case EXM_PERSONAL_CARD:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card number", "%u card numbers", n), n);
    case EXM_PERSONAL_IBAN:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u bank account", "%u bank accounts", n), n);
    case EXM_PERSONAL_IP:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u IP address", "%u IP addresses", n), n);
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
exm_personal_kinds_to_string (guint kinds)
{
  static const char *const names[EXM_N_PERSONAL] = {
    N_ ("e-mail addresses"), N_ ("phone numbers"), N_ ("user names"), N_ ("web addresses"),
                                                                          N_ ("card numbers"), N_ ("bank accounts"), N_ ("IP addresses") };
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if ((kinds & 1u << kind) != 0)
      {
        if (out->len > 0)
          /* Translators: between the parts of a list */
          g_string_append (out, _ (", "));
        g_string_append (out, _ (names[kind]));
      }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
exm_personal_counts_to_string (const guint *counts)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if (counts[kind] > 0)
      {
        g_autofree char *one = exm_personal_count_to_string (kind, counts[kind]);

        if (out->len > 0)
          /* Translators: between the parts of a list */
          g_string_append (out, _ (", "));
        g_string_append (out, one);
      }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
