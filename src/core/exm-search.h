/* exm-search.h - the language of the search entry
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What may be typed, and what it means:
 *
 *   search  = { clause }                      all clauses must hold
 *   clause  = term { ("OR" | "|") term }      one of its terms must hold
 *   term    = ["-"] (key ":" value | text)    "-": must not hold
 *   text    = word | phrase                   in post, answer, note or name of the label
 *   value   = word | phrase                   each key has its own, below
 *   phrase  = '"' {any but '"'} ('"' | end)
 *   word    = all up to the next white space
 *
 *   post:text answer:text note:text           text in that place alone
 *   label:name label:beg* label:none          the label of that name, or else those that
 *                                             begin with it; with * always those
 *   is:todo|done|skipped|flagged|labelled|unlabelled|duplicate|conflict|empty|long|rare|near
 *   has:label|answer|note|system
 *   dup:yes|no                                there are copies of the post; "dup:" is yes
 *   len:>200 len:<=80 len:100..200 len:7      characters of the post
 *   split:training|validation|none
 *   source:text                               text in the name of the import
 *   system:other|task                         an own system instruction, or the task's
 *
 * "note:" with no text is has:note. Case does not matter but for OR; texts compare
 * after folding (exm-fold-private.h). Keys and values have translated names beside
 * the English ones. A key that is none is a word ("https://…", "12:30"). An OR with
 * no term on one of its sides is nothing. What a key cannot mean ("len:soon") is
 * left out of the search and told as an error of that term.
 */
typedef enum
{
  EXM_TERM_TEXT,
  EXM_TERM_POST,
  EXM_TERM_ANSWER,
  EXM_TERM_NOTE,
  EXM_TERM_LABEL,
  EXM_TERM_IS,
  EXM_TERM_HAS,
  EXM_TERM_COPIES,
  EXM_TERM_LENGTH,
  EXM_TERM_SPLIT,
  EXM_TERM_SOURCE,
  EXM_TERM_SYSTEM,
} ExmTermKind;

#define EXM_N_TERM_KINDS 12

typedef enum
{
  EXM_IS_TODO, /* the first four are states, in the order of ExmState */
  EXM_IS_DONE,
  EXM_IS_SKIPPED,
  EXM_IS_FLAGGED,
  EXM_IS_LABELLED, /* has a label or an answer, whatever its state */
  EXM_IS_UNLABELLED,
  EXM_IS_DUPLICATE, /* these are problems, see ExmProblem */
  EXM_IS_CONFLICT,
  EXM_IS_EMPTY,
  EXM_IS_LONG,
  EXM_IS_RARE,
  EXM_IS_NEAR,
} ExmTermIs;

typedef enum
{
  EXM_HAS_LABEL,
  EXM_HAS_ANSWER, /* a text of its own, not a label */
  EXM_HAS_NOTE,
  EXM_HAS_SYSTEM,
} ExmTermHas;

/**
 * ExmTerm:
 * @group: number of its clause, from 0
 * @text: (nullable): of text, post, answer, note, label and source, as typed
 * @prefix: of a label: the name goes on
 * @value: #ExmTermIs, #ExmTermHas, #ExmSplit, or for copies and system 1 = yes, other
 * @min: of length, characters, inclusive
 * @max: of length, inclusive; %G_MAXUINT32 = none
 * @start: where it stands in the text that was parsed, bytes
 * @end: one past
 * @error: (nullable): translated sentence without full stop: why it is left out
 */
typedef struct
{
  ExmTermKind kind;
  guint       group;
  char       *text;
  guint       value;
  guint32     min;
  guint32     max;
  gsize       start;
  gsize       end;
  char       *error;
  guint       negated : 1;
  guint       prefix : 1;
} ExmTerm;

/* Terms beyond are left out with an error. */
#define EXM_SEARCH_MAX_TERMS 64

/**
 * ExmSearch: a parsed search. A plain value; any thread.
 */
typedef struct
{
  ExmTerm *terms;
  guint    n_terms;
  guint    n_groups;
} ExmSearch;

/**
 * exm_search_new: parses @text; whatever it is, there is a search. O(length), no I/O.
 */
ExmSearch *exm_search_new (const char *text);
void       exm_search_free (ExmSearch *self);

/**
 * exm_search_is_empty: it leaves nothing out; its terms, if any, are errors.
 */
gboolean exm_search_is_empty (const ExmSearch *self);

/**
 * exm_search_to_string:
 *
 * Returns: (transfer full): the same search in English keys, errors left out;
 *   parsing it gives the same terms again
 */
char *exm_search_to_string (const ExmSearch *self);

/**
 * exm_search_format_term:
 *
 * Returns: (transfer full): one term as it can be typed, with its "-"
 */
char *exm_search_format_term (const ExmTerm *term);

/**
 * exm_search_drop_term:
 * @text: what was parsed
 *
 * Returns: (transfer full): @text without the term, and without the OR beside it
 */
char *exm_search_drop_term (const ExmSearch *self,
                            const char      *text,
                            guint            index);

/**
 * exm_search_quote:
 *
 * Returns: (transfer full): @text as a value of a key: in quotes if it needs them;
 *   its own straight quotes become typographic ones
 */
char *exm_search_quote (const char *text);

/**
 * exm_search_get_keys:
 *
 * Returns: (transfer none): %NULL-terminated English keys, each without its colon
 */
const char *const *exm_search_get_keys (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSearch, exm_search_free)

G_END_DECLS
