/* exm-search.c - the language of the search entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-search-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-fold-private.h"

/* --- pieces of text ---------------------------------------------------------------- */

static gboolean
is_space_at (const char *p)
{
  return g_unichar_isspace (g_utf8_get_char (p));
}

static const char *
find_end_of_word (const char *p)
{
  while (*p != '\0' && !is_space_at (p))
    p = g_utf8_next_char (p);
  return p;
}

/* Word or phrase at @p. Returns: (transfer full): its text; @end: one past it */
static char *
read_text (const char  *p,
           const char **end,
           gboolean    *is_quoted)
{
  const char *stop;

  *is_quoted = *p == '"';
  if (!*is_quoted)
    {
      *end = find_end_of_word (p);
      return g_strndup (p, *end - p);
    }
  stop = strchr (p + 1, '"');
  if (stop == NULL)
    {
      *end = p + strlen (p);
      return g_strdup (p + 1);
    }
  *end = stop + 1;
  return g_strndup (p + 1, stop - p - 1);
}

static gboolean
is_blank (const char *text)
{
  g_autofree char *folded = _exm_fold_text (text, -1);

  return *folded == '\0';
}

static gboolean
is_or (const char *p,
       const char *end)
{
  return (end - p == 2 && memcmp (p, "OR", 2) == 0) || (end - p == 1 && *p == '|');
}

/* --- values -------------------------------------------------------------------------- */

static gboolean
read_number (const char **p,
             guint32     *number)
{
  guint64 value = 0;

  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (; g_ascii_isdigit (**p); (*p)++)
    value = MIN (value * 10 + (guint)(**p - '0'), (guint64)G_MAXUINT32);
  *number = (guint32)value;
  return TRUE;
}

/* "7", "=7", "<7", "<=7", ">7", ">=7", "3..7"; also a range that is written "3-7" or "3…7". */
static gboolean
read_length (const char *p,
             guint32    *min,
             guint32    *max)
{
  char     sign = '=';
  gboolean or_equal = FALSE;
  guint32  number;

  if (*p == '<' || *p == '>' || *p == '=')
    {
      sign = *p++;
      or_equal = sign != '=' && *p == '=';
      p += or_equal;
    }
  else if (g_str_has_prefix (p, "≤") || g_str_has_prefix (p, "≥"))
    {
      sign = g_str_has_prefix (p, "≤") ? '<' : '>';
      or_equal = TRUE;
      p = g_utf8_next_char (p);
    }
  if (!read_number (&p, &number))
    return FALSE;

  *min = sign == '<' ? 0 : number;
  *max = sign == '>' ? G_MAXUINT32 : number;
  if (sign == '>' && !or_equal)
    *min = number < G_MAXUINT32 ? number + 1 : number;
  else if (sign == '<' && !or_equal)
    {
      /* Nothing is shorter than nothing. */
      *min = number == 0 ? 1 : 0;
      *max = number == 0 ? 0 : number - 1;
    }
  else if (sign == '=' && *p != '\0')
    {
      if (g_str_has_prefix (p, ".."))
        p += 2;
      else if (g_str_has_prefix (p, "…") || g_str_has_prefix (p, "–") || *p == '-')
        p = g_utf8_next_char (p);
      else
        return FALSE;
      if (*p == '\0')
        *max = G_MAXUINT32;
      else if (!read_number (&p, max))
        return FALSE;
    }
  return *p == '\0';
}

/* The value's text as the kind of its term needs it. */
static void
read_value (ExmTerm    *term,
            const char *typed)
{
  g_autofree char *list = NULL;

  switch (term->kind)
    {
    case EXM_TERM_LENGTH:
      if (!read_length (term->text, &term->min, &term->max))
        term->error = g_strdup_printf (_ ("“%s” is left out: a length needs a number, as in len:>200 or len:100..200"), typed);
      else if (term->min > term->max && !(term->min == 1 && term->max == 0))
        term->error = g_strdup_printf (_ ("“%s” is left out: write the smaller number first"), typed);
      break;
    case EXM_TERM_COPIES:
      if (*term->text == '\0')
        {
          term->value = TRUE;
          break;
        }
      G_GNUC_FALLTHROUGH;
    case EXM_TERM_IS:
    case EXM_TERM_HAS:
    case EXM_TERM_SPLIT:
    case EXM_TERM_SYSTEM:
      if (_exm_search_find_value (term->kind, term->text, &term->value))
        break;
      list = _exm_search_list_values (term->kind);
      /* Translators: 1: what was typed, 2: a list of words */
      term->error = g_strdup_printf (_ ("“%s” is left out: after the colon goes one of %s"), typed, list);
      break;
    case EXM_TERM_NOTE:
      if (!is_blank (term->text))
        break;
      term->kind = EXM_TERM_HAS;
      term->value = EXM_HAS_NOTE;
      break;
    case EXM_TERM_POST:
    case EXM_TERM_ANSWER:
    case EXM_TERM_LABEL:
    case EXM_TERM_SOURCE:
      if (is_blank (term->text) && !term->prefix)
        term->error = g_strdup_printf (_ ("“%s” is left out: after the colon goes what to look for"), typed);
      break;
    case EXM_TERM_TEXT:
    default:
      break;
    }
  if (term->kind >= EXM_TERM_IS && term->kind != EXM_TERM_SOURCE)
    g_clear_pointer (&term->text, g_free);
}

/* --- terms ----------------------------------------------------------------------------- */

static void
exm_term_clear (gpointer data)
{
  ExmTerm *term = data;

  g_free (term->text);
  g_free (term->error);
}

/* The term at @p, which is no white space. Returns: one past it */
static const char *
read_term (const char *p,
           ExmTerm    *term)
{
  const char *start = p;
  const char *end;
  const char *colon;
  gboolean    is_quoted = FALSE;

  if (*p == '-' && p[1] != '\0' && !is_space_at (p + 1))
    {
      term->negated = TRUE;
      p++;
    }
  end = *p == '"' ? p : find_end_of_word (p);
  colon = memchr (p, ':', end - p);
  if (colon != NULL && _exm_search_find_key (p, colon - p, &term->kind))
    p = colon + 1;
  else
    term->kind = EXM_TERM_TEXT;

  term->text = read_text (p, &end, &is_quoted);
  if (term->kind == EXM_TERM_LABEL && is_quoted && *end == '*')
    {
      term->prefix = TRUE;
      end++;
    }
  else if (term->kind == EXM_TERM_LABEL && !is_quoted && g_str_has_suffix (term->text, "*"))
    {
      term->prefix = TRUE;
      term->text[strlen (term->text) - 1] = '\0';
    }

  if (term->kind != EXM_TERM_TEXT)
    {
      g_autofree char *typed = g_strndup (start, end - start);

      read_value (term, typed);
    }
  return end;
}

ExmSearch *
exm_search_new (const char *text)
{
  ExmSearch *self = g_new0 (ExmSearch, 1);
  g_autoptr(GArray) terms = g_array_new (FALSE, TRUE, sizeof (ExmTerm));
  guint    n_good = 0;
  gboolean joins = FALSE; /* an OR stands before the next term */

  g_array_set_clear_func (terms, exm_term_clear);
  for (const char *p = text != NULL && g_utf8_validate (text, -1, NULL) ? text : ""; *p != '\0';)
    {
      ExmTerm term = { 0 };

      if (is_space_at (p))
        {
          p = g_utf8_next_char (p);
          continue;
        }
      if (is_or (p, find_end_of_word (p)))
        {
          joins = TRUE;
          p = find_end_of_word (p);
          continue;
        }
      term.start = p - text;
      p = read_term (p, &term);
      term.end = p - text;
      if (term.kind == EXM_TERM_TEXT && is_blank (term.text))
        {
          exm_term_clear (&term);
          joins = FALSE;
          continue;
        }
      if (term.error == NULL && ++n_good > EXM_SEARCH_MAX_TERMS)
        term.error = g_strdup_printf (ngettext ("Only the first word is searched for", "Only the first %d words are searched for", EXM_SEARCH_MAX_TERMS),
                                      EXM_SEARCH_MAX_TERMS);
      /* What is left out ties nothing together: the good ones on its two sides do not
       * become one clause, and a clause of errors alone asks for nothing. */
      if (term.error == NULL && !(joins && self->n_groups > 0))
        self->n_groups++;
      term.group = MAX (self->n_groups, 1) - 1;
      joins = joins && term.error != NULL;
      g_array_append_val (terms, term);
    }
  self->n_terms = terms->len;
  self->terms = (ExmTerm *)(gpointer)g_array_free (g_steal_pointer (&terms), FALSE);
  return self;
}

void
exm_search_free (ExmSearch *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_terms; i++)
    exm_term_clear (&self->terms[i]);
  g_free (self->terms);
  g_free (self);
}

gboolean
exm_search_is_empty (const ExmSearch *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->n_groups == 0;
}

/* --- back to text -------------------------------------------------------------------------- */

static gboolean
needs_quotes (const ExmTerm *term)
{
  const char *text = term->text;

  /* What holds a quote was typed without any around it, and can be so again. */
  if (strchr (text, '"') != NULL)
    return FALSE;
  if (*text == '\0' || is_or (text, text + strlen (text)))
    return TRUE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (is_space_at (p))
      return TRUE;
  if (term->kind == EXM_TERM_TEXT)
    return *text == '-' || strchr (text, ':') != NULL;
  return term->kind == EXM_TERM_LABEL && g_str_has_suffix (text, "*");
}

static void
append_length (GString       *out,
               const ExmTerm *term)
{
  if (term->min > term->max)
    g_string_append (out, "<0");
  else if (term->max == G_MAXUINT32)
    g_string_append_printf (out, ">=%u", term->min);
  else if (term->min == term->max)
    g_string_append_printf (out, "%u", term->min);
  else if (term->min == 0)
    g_string_append_printf (out, "<=%u", term->max);
  else
    g_string_append_printf (out, "%u..%u", term->min, term->max);
}

char *
exm_search_format_term (const ExmTerm *term)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (term != NULL && term->error == NULL, g_string_free (out, FALSE));

  if (term->negated)
    g_string_append_c (out, '-');
  if (term->kind != EXM_TERM_TEXT)
    g_string_append_printf (out, "%s:", _exm_search_key_name (term->kind));
  if (term->kind == EXM_TERM_LENGTH)
    append_length (out, term);
  else if (term->text == NULL)
    g_string_append (out, _exm_search_value_name (term->kind, term->value));
  else
    g_string_append_printf (out, needs_quotes (term) ? "\"%s\"%s" : "%s%s", term->text,
                            term->prefix ? "*" : "");
  return g_string_free (out, FALSE);
}

char *
exm_search_to_string (const ExmSearch *self)
{
  GString       *out = g_string_new (NULL);
  const ExmTerm *before = NULL;

  g_return_val_if_fail (self != NULL, g_string_free (out, FALSE));

  for (guint i = 0; i < self->n_terms; i++)
    {
      const ExmTerm   *term = &self->terms[i];
      g_autofree char *text = NULL;

      if (term->error != NULL)
        continue;
      text = exm_search_format_term (term);
      if (before != NULL)
        g_string_append (out, before->group == term->group ? " OR " : " ");
      g_string_append (out, text);
      before = term;
    }
  return g_string_free (out, FALSE);
}

/* The last word of @text before @end, if that is an OR, goes too. */
static gsize
skip_or_before (const char *text,
                gsize       end)
{
  gsize start;

  while (end > 0 && g_ascii_isspace (text[end - 1]))
    end--;
  for (start = end; start > 0 && !g_ascii_isspace (text[start - 1]);)
    start--;
  return is_or (text + start, text + end) ? start : end;
}

char *
exm_search_drop_term (const ExmSearch *self,
                      const char      *text,
                      guint            index)
{
  g_return_val_if_fail (self != NULL && text != NULL, NULL);
  g_return_val_if_fail (index < self->n_terms, g_strdup (text));

  const ExmTerm *term = &self->terms[index];
  gsize          head = skip_or_before (text, term->start);
  const char    *tail = text + term->end;
  const char    *next = tail;
  gboolean       had_or = FALSE;
  GString       *out;

  for (gsize i = head; i < term->start && !had_or; i++)
    had_or = !g_ascii_isspace (text[i]);
  while (g_ascii_isspace (*next))
    next++;
  if (!had_or && is_or (next, find_end_of_word (next)))
    next = find_end_of_word (next);
  while (g_ascii_isspace (*next))
    next++;
  while (head > 0 && g_ascii_isspace (text[head - 1]))
    head--;
  out = g_string_new_len (text, (gssize)head);
  if (out->len > 0 && *next != '\0')
    g_string_append_c (out, ' ');
  g_string_append (out, next);
  return g_string_free (out, FALSE);
}

char *
exm_search_quote (const char *text)
{
  ExmTerm term = { .kind = EXM_TERM_LABEL };
  char   *out;

  g_return_val_if_fail (text != NULL, NULL);

  if (strchr (text, '"') != NULL)
    {
      g_auto(GStrv) parts = g_strsplit (text, "\"", -1);

      term.text = g_strjoinv ("”", parts);
    }
  else
    term.text = g_strdup (text);
  out = needs_quotes (&term) ? g_strdup_printf ("\"%s\"", term.text) : g_strdup (term.text);
  g_free (term.text);
  return out;
}
