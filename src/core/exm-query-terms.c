/* exm-query-terms.c - the terms of a search, ready to be asked of rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query-private.h"

#include "exm-fold-private.h"
#include "exm-search-private.h"
#include "exm-sql-private.h"

/* Each term is one bit. What the columns in memory tell comes first; the texts are
 * read only of rows about which the columns leave a doubt. A label's name decides
 * for all its rows, so the bits that it sets are worked out once a label. */

#define BIT(i) (G_GUINT64_CONSTANT (1) << (i))

#define PROBLEM_OF_IS(is) (is_problems[(is)-EXM_IS_DUPLICATE])

static const ExmProblem is_problems[] = {
  EXM_PROBLEM_DUPLICATE, EXM_PROBLEM_CONFLICT, EXM_PROBLEM_EMPTY,
  EXM_PROBLEM_TOO_LONG, EXM_PROBLEM_RARE_LABEL, EXM_PROBLEM_NEAR_LABELS
};

/* Rows of the imports whose name a term names. */
typedef struct
{
  guint64  bit;
  ExmRowId first;
  ExmRowId last;
} ExmTermSpan;

struct _ExmTerms
{
  ExmSearch     *search;
  const ExmTerm *terms[EXM_SEARCH_MAX_TERMS];
  guint          n_terms;
  guint64        negated;
  guint64        clauses[EXM_SEARCH_MAX_TERMS];
  guint          n_clauses;

  ExmMatcher *matcher;
  guint64     in_text[EXM_N_TERM_TEXTS];
  guint64     by_label; /* terms on which labels have a say */
  guint64     by_cells; /* terms that the other columns decide */
  guint       problems; /* bits 1 << ExmProblem that are asked for */
  gboolean    copies;

  guint    n_labels; /* elements of label_bits */
  guint64 *label_bits;
  GArray  *spans; /* of ExmTermSpan */
};

static void
take_text_term (ExmTerms *self,
                guint     i)
{
  const ExmTerm *term = self->terms[i];
  guint64        bit = BIT (i);
  gboolean       anywhere = term->kind == EXM_TERM_TEXT;

  _exm_matcher_add (self->matcher, term->text, bit);
  if (anywhere || term->kind == EXM_TERM_POST)
    self->in_text[EXM_TERM_TEXT_POST] |= bit;
  if (anywhere || term->kind == EXM_TERM_ANSWER)
    self->in_text[EXM_TERM_TEXT_ANSWER] |= bit;
  if (anywhere || term->kind == EXM_TERM_NOTE)
    self->in_text[EXM_TERM_TEXT_NOTE] |= bit;
  if (anywhere || term->kind == EXM_TERM_ANSWER)
    self->by_label |= bit;
}

static void
take_term (ExmTerms *self,
           guint     i)
{
  const ExmTerm *term = self->terms[i];

  switch (term->kind)
    {
    case EXM_TERM_TEXT:
    case EXM_TERM_POST:
    case EXM_TERM_ANSWER:
    case EXM_TERM_NOTE:
      take_text_term (self, i);
      break;
    case EXM_TERM_LABEL:
      self->by_label |= BIT (i);
      break;
    case EXM_TERM_HAS:
      if (term->value == EXM_HAS_NOTE)
        self->in_text[EXM_TERM_TEXT_NOTE] |= BIT (i);
      else
        self->by_cells |= BIT (i);
      break;
    case EXM_TERM_IS:
      if (term->value >= EXM_IS_DUPLICATE)
        self->problems |= 1u << PROBLEM_OF_IS (term->value);
      self->by_cells |= BIT (i);
      break;
    case EXM_TERM_COPIES:
      self->copies = TRUE;
      self->by_cells |= BIT (i);
      break;
    case EXM_TERM_LENGTH:
    case EXM_TERM_SPLIT:
    case EXM_TERM_SOURCE:
    case EXM_TERM_SYSTEM:
    default:
      self->by_cells |= BIT (i);
      break;
    }
}

ExmTerms *
_exm_terms_new (const char *text)
{
  g_autoptr(ExmSearch) search = exm_search_new (text);
  ExmTerms *self;

  if (exm_search_is_empty (search))
    return NULL;
  self = g_new0 (ExmTerms, 1);
  self->matcher = _exm_matcher_new ();
  self->spans = g_array_new (FALSE, FALSE, sizeof (ExmTermSpan));
  for (guint i = 0; i < search->n_terms; i++)
    {
      const ExmTerm *term = &search->terms[i];

      if (term->error != NULL)
        continue;
      self->terms[self->n_terms] = term;
      self->clauses[term->group] |= BIT (self->n_terms);
      if (term->negated)
        self->negated |= BIT (self->n_terms);
      take_term (self, self->n_terms++);
    }
  self->n_clauses = search->n_groups;
  self->search = g_steal_pointer (&search);
  return self;
}

void
_exm_terms_free (ExmTerms *self)
{
  if (self == NULL)
    return;
  exm_search_free (self->search);
  _exm_matcher_free (self->matcher);
  g_array_unref (self->spans);
  g_free (self->label_bits);
  g_free (self);
}

guint
_exm_terms_get_problems (const ExmTerms *self)
{
  return self->problems | (self->copies ? 1u << EXM_PROBLEM_DUPLICATE : 0);
}

gboolean
_exm_terms_need_cells (const ExmTerms *self)
{
  guint64 by_label = 0;

  for (guint i = 0; i < self->n_labels; i++)
    by_label |= self->label_bits[i];
  return self->by_cells != 0 || self->spans->len > 0 || by_label != 0;
}

guint64
_exm_terms_get_texts (const ExmTerms *self,
                      ExmTermText     which)
{
  return self->in_text[which];
}

/* --- names: labels and imports --------------------------------------------------------- */

/* A term's own label, if there is one of just that name; else those that begin so. */
static void
resolve_label_term (ExmTerms        *self,
                    guint            i,
                    const GPtrArray *names,
                    const GArray    *ids)
{
  const ExmTerm   *term = self->terms[i];
  g_autofree char *wanted = _exm_fold_text (term->text, -1);
  gboolean         exact = FALSE;

  for (guint j = 0; j < names->len && !term->prefix; j++)
    if (g_str_equal (g_ptr_array_index (names, j), wanted))
      {
        self->label_bits[g_array_index (ids, ExmLabelId, j)] |= BIT (i);
        exact = TRUE;
      }
  if (exact)
    return;
  if (!term->prefix && _exm_search_is_none (term->text))
    {
      self->label_bits[0] |= BIT (i);
      return;
    }
  for (guint j = 0; j < names->len; j++)
    if (g_str_has_prefix (g_ptr_array_index (names, j), wanted))
      self->label_bits[g_array_index (ids, ExmLabelId, j)] |= BIT (i);
}

static gboolean
resolve_labels (ExmTerms *self,
                sqlite3  *db,
                GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  int has_row;

  stmt = _exm_sql_prepare (db, "SELECT id, name FROM label WHERE deleted = 0 AND merged_into = 0", error);
  if (stmt == NULL)
    return FALSE;
  self->n_labels = EXM_LABEL_MAX + 1;
  self->label_bits = g_new0 (guint64, self->n_labels);
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      gint64      id = sqlite3_column_int64 (stmt, 0);
      ExmLabelId  label = (ExmLabelId)id;
      const char *name = (const char *)sqlite3_column_text (stmt, 1);

      if (id < 1 || id > EXM_LABEL_MAX || name == NULL)
        continue;
      self->label_bits[id] |= _exm_matcher_find (self->matcher, self->by_label, name,
                                                 (gsize)sqlite3_column_bytes (stmt, 1));
      g_ptr_array_add (names, _exm_fold_text (name, -1));
      g_array_append_val (ids, label);
    }
  if (has_row < 0)
    return FALSE;
  for (guint i = 0; i < self->n_terms; i++)
    if (self->terms[i]->kind == EXM_TERM_LABEL)
      resolve_label_term (self, i, names, ids);
  return TRUE;
}

static gboolean
resolve_sources (ExmTerms *self,
                 sqlite3  *db,
                 GError  **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(ExmMatcher) matcher = _exm_matcher_new ();
  guint64 wanted = 0;
  int     has_row;

  for (guint i = 0; i < self->n_terms; i++)
    if (self->terms[i]->kind == EXM_TERM_SOURCE && _exm_matcher_add (matcher, self->terms[i]->text, BIT (i)))
      wanted |= BIT (i);
  if (wanted == 0)
    return TRUE;
  stmt = _exm_sql_prepare (db, "SELECT name, first_id, last_id FROM source", error);
  if (stmt == NULL)
    return FALSE;
  while ((has_row = _exm_sql_row (stmt, error)) == 1)
    {
      const char *name = (const char *)sqlite3_column_text (stmt, 0);
      ExmTermSpan span = { 0, (ExmRowId)sqlite3_column_int64 (stmt, 1), (ExmRowId)sqlite3_column_int64 (stmt, 2) };

      if (name != NULL)
        span.bit = _exm_matcher_find (matcher, wanted, name, (gsize)sqlite3_column_bytes (stmt, 0));
      if (span.bit != 0)
        g_array_append_val (self->spans, span);
    }
  return has_row == 0;
}

gboolean
_exm_terms_resolve (ExmTerms *self,
                    sqlite3  *db,
                    GError  **error)
{
  return (self->by_label == 0 || resolve_labels (self, db, error)) && resolve_sources (self, db, error);
}

/* --- one row ----------------------------------------------------------------------------- */

static gboolean
is_so (const ExmScan *scan,
       ExmTermIs      is,
       ExmLabelId     label,
       ExmRowId       id)
{
  gboolean labelled = label != 0 || (scan->columns->bits[id] & EXM_BIT_OUTPUT) != 0;

  switch (is)
    {
    case EXM_IS_TODO:
    case EXM_IS_DONE:
    case EXM_IS_SKIPPED:
    case EXM_IS_FLAGGED:
      return (guint)_exm_scan_get_state (scan->columns, label, id) == (guint)is;
    case EXM_IS_LABELLED:
      return labelled;
    case EXM_IS_UNLABELLED:
      return !labelled;
    case EXM_IS_DUPLICATE:
    case EXM_IS_CONFLICT:
    case EXM_IS_EMPTY:
    case EXM_IS_LONG:
    case EXM_IS_RARE:
    case EXM_IS_NEAR:
    default:
      return (_exm_scan_get_problems (scan, id) & (1u << PROBLEM_OF_IS (is))) != 0;
    }
}

static gboolean
has_it (const ExmScan *scan,
        ExmTermHas     has,
        ExmLabelId     label,
        ExmRowId       id)
{
  switch (has)
    {
    case EXM_HAS_LABEL:
      return label != 0;
    case EXM_HAS_ANSWER:
      return (scan->columns->bits[id] & EXM_BIT_OUTPUT) != 0;
    case EXM_HAS_SYSTEM:
      return (scan->columns->bits[id] & EXM_BIT_OTHER_SYSTEM) != 0;
    case EXM_HAS_NOTE:
    default:
      return FALSE;
    }
}

static gboolean
holds_in_cells (const ExmScan *scan,
                const ExmTerm *term,
                ExmLabelId     label,
                ExmRowId       id)
{
  const ExmColumns *columns = scan->columns;

  switch (term->kind)
    {
    case EXM_TERM_IS:
      return is_so (scan, term->value, label, id);
    case EXM_TERM_HAS:
      return has_it (scan, term->value, label, id);
    case EXM_TERM_COPIES:
      return ((scan->duplicate_bits[id] & 4) != 0) == (term->value != 0);
    case EXM_TERM_LENGTH:
      return columns->chars[id] >= term->min && columns->chars[id] <= term->max;
    case EXM_TERM_SPLIT:
      return columns->split[id] == term->value;
    case EXM_TERM_SYSTEM:
      return ((columns->bits[id] & EXM_BIT_OTHER_SYSTEM) != 0) == (term->value != 0);
    case EXM_TERM_TEXT:
    case EXM_TERM_POST:
    case EXM_TERM_ANSWER:
    case EXM_TERM_NOTE:
    case EXM_TERM_LABEL:
    case EXM_TERM_SOURCE:
    default:
      return FALSE;
    }
}

guint64
_exm_terms_ask_cells (const ExmTerms *self,
                      const ExmScan  *scan,
                      ExmRowId        id)
{
  ExmLabelId label = _exm_scan_get_label (scan->columns, scan->map, id);
  guint64    found = label < self->n_labels ? self->label_bits[label] : 0;
  guint64    left = self->by_cells;

  for (guint i = 0; left != 0; i++, left >>= 1)
    if ((left & 1) != 0 && holds_in_cells (scan, self->terms[i], label, id))
      found |= BIT (i);
  for (guint i = 0; i < self->spans->len; i++)
    {
      const ExmTermSpan *span = &g_array_index (self->spans, ExmTermSpan, i);

      if (id >= span->first && id <= span->last)
        found |= span->bit;
    }
  return found;
}

guint64
_exm_terms_ask_text (const ExmTerms *self,
                     ExmTermText     which,
                     guint64         found,
                     const char     *text,
                     gsize           length)
{
  guint64 bits = _exm_matcher_find (self->matcher, self->in_text[which] & ~found, text, length);

  /* has:note is in no matcher: it asks only that there is one. */
  if (which == EXM_TERM_TEXT_NOTE && length > 0)
    for (guint i = 0; i < self->n_terms; i++)
      if (self->terms[i]->kind == EXM_TERM_HAS && self->terms[i]->value == EXM_HAS_NOTE)
        bits |= BIT (i);
  return found | bits;
}

ExmVerdict
_exm_terms_judge (const ExmTerms *self,
                  guint64         found,
                  guint64         unread)
{
  guint64  open = unread & ~found;
  guint64  holds = (found ^ self->negated) & ~open;
  gboolean all = TRUE;

  for (guint i = 0; i < self->n_clauses; i++)
    {
      if ((self->clauses[i] & holds) != 0)
        continue;
      if ((self->clauses[i] & open) == 0)
        return EXM_VERDICT_NO;
      all = FALSE;
    }
  return all ? EXM_VERDICT_YES : EXM_VERDICT_OPEN;
}
