/* exm-overview-charts.c - from the figures of a dataset to its pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-overview-charts.h"

#include <math.h>

#include <glib/gi18n-lib.h>

/* A label with fewer posts than this is learnt badly, by everybody's experience with
 * classifiers of this kind; and one label with so many times the posts of another is
 * said aloud. */
#define ENOUGH_POSTS 20
#define UNEVEN_FROM 3.0

#define CELL_ROWS 12
#define CELL_COLUMNS 10

/* --- words -------------------------------------------------------------------------------- */

static char *
dup_posts (guint n)
{
  return g_strdup_printf (ngettext ("%'u post", "%'u posts", n), n);
}

static char *
dup_share (guint part,
           guint all)
{
  const double share = all > 0 ? 100.0 * part / all : 0;

  if (part > 0 && share < 1)
    return g_strdup (_ ("under 1 %"));
  /* Translators: a share of 100 */
  return g_strdup_printf (_ ("%.0f %%"), share);
}

static char *
dup_value (guint part,
           guint all)
{
  g_autofree char *share = dup_share (part, all);

  /* Translators: a count and its share: "120 · 23 %" */
  return g_strdup_printf (_ ("%'u · %s"), part, share);
}

/* "Positive: 120 posts, 23 %" */
static char *
dup_words (const char *name,
           guint       part,
           guint       all)
{
  g_autofree char *posts = dup_posts (part);
  g_autofree char *share = dup_share (part, all);

  /* Translators: a mark of a picture: name, "120 posts", "23 %" */
  return g_strdup_printf (_ ("%s: %s, %s"), name, posts, share);
}

/* Several labels may be meant, as a list. */
static ExmQuery *
new_query (const ExmLabelId *labels,
           guint             n)
{
  ExmQuery *query = exm_query_new ();

  query->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  g_array_append_vals (query->labels, labels, n);
  return query;
}

static const char *
name_of (ExmDataset *dataset,
         ExmLabelId  id)
{
  ExmLabel *label = id != 0 ? exm_dataset_get_label (dataset, id) : NULL;

  return label != NULL ? exm_label_get_name (label) : _ ("No label");
}

static guint
color_of (ExmDataset *dataset,
          ExmLabelId  id)
{
  ExmLabel *label = id != 0 ? exm_dataset_get_label (dataset, id) : NULL;

  return label != NULL ? exm_label_get_color (label) : EXM_CHART_NO_COLOR;
}

/* --- labels -------------------------------------------------------------------------------- */

static char *
dup_balance (const ExmOverview *overview,
             ExmDataset        *dataset)
{
  const ExmOverviewLabel *most = &overview->labels[0];
  const ExmOverviewLabel *least = &overview->labels[MAX (overview->n_labels, 1) - 1];
  GString                *words = g_string_new (NULL);
  guint                   n_rare = 0;
  double                  times;

  for (guint i = 0; i < overview->n_labels; i++)
    n_rare += overview->labels[i].count < ENOUGH_POSTS;
  times = overview->n_labels > 0 ? (double)most->count / least->count : 0;
  if (overview->n_labels == 0)
    g_string_append (words, _ ("No post has a label yet."));
  else if (overview->n_labels == 1)
    g_string_append (words, _ ("There is one label only: a model learns nothing from it but to say it always."));
  else if (times >= UNEVEN_FROM)
    /* Translators: a label, how many times, another label */
    g_string_append_printf (words, _ ("“%s” has %.0f times as many posts as “%s”."), name_of (dataset, most->label),
                                      round (times), name_of (dataset, least->label));
  else
    g_string_append (words, _ ("The labels have about as many posts each."));
  if (n_rare > 0 && overview->n_labels > 1)
    {
      g_string_append_c (words, ' ');
      /* Translators: the second number is how many posts a label should have */
      g_string_append_printf (words,
                              ngettext ("%u label has fewer than %u posts; models learn rare labels badly. Aim for at least %u each.",
                                        "%u labels have fewer than %u posts; models learn rare labels badly. Aim for at least %u each.", n_rare),
                              n_rare, ENOUGH_POSTS, ENOUGH_POSTS);
    }
  return g_string_free (words, FALSE);
}

static void
add_label (ExmChart          *chart,
           const ExmOverview *overview,
           ExmDataset        *dataset,
           guint              index)
{
  const ExmOverviewLabel *label = &overview->labels[index];
  const char             *name = name_of (dataset, label->label);
  ExmChartMark           *mark = exm_chart_add (chart, g_strdup (name), dup_value (label->count, overview->n_rows),
                                                dup_words (name, label->count, overview->n_rows), g_strdup (name), label->count);

  mark->color = color_of (dataset, label->label);
  mark->query = new_query (&label->label, 1);
}

/* The labels that have no bar of their own, in one. */
static void
add_others (ExmChart          *chart,
            const ExmOverview *overview,
            guint              shown)
{
  const guint            n = overview->n_labels - shown;
  g_autofree char       *name = g_strdup_printf (ngettext ("%u other label", "%u other labels", n), n);
  g_autofree ExmLabelId *labels = g_new (ExmLabelId, n + 1);
  guint                  count = 0;
  ExmChartMark          *mark;

  for (guint i = 0; i < n; i++)
    {
      labels[i] = overview->labels[shown + i].label;
      count += overview->labels[shown + i].count;
    }
  mark = exm_chart_add (chart, g_strdup (name), dup_value (count, overview->n_rows), dup_words (name, count, overview->n_rows),
                        g_strdup (name), count);
  mark->is_rest = TRUE;
  mark->query = new_query (labels, n);
}

ExmChart *
exm_overview_chart_labels (const ExmOverview *overview,
                           ExmDataset        *dataset,
                           gboolean           all)
{
  ExmChart   *chart = exm_chart_new (EXM_CHART_BARS, _ ("Labels"), "labels");
  const guint shown = all || overview->n_labels <= EXM_OVERVIEW_TOP_LABELS + 1 ? overview->n_labels : EXM_OVERVIEW_TOP_LABELS;

  if (overview->n_rows == 0)
    return chart;
  chart->note = dup_balance (overview, dataset);
  for (guint i = 0; i < shown; i++)
    add_label (chart, overview, dataset, i);
  if (shown < overview->n_labels)
    add_others (chart, overview, shown);
  if (overview->n_label_rows > overview->n_labels)
    add_label (chart, overview, dataset, overview->n_label_rows - 1);
  return chart;
}

/* --- length --------------------------------------------------------------------------------- */

static char *
dup_span (guint first,
          guint last)
{
  /* Translators: from, to */
  return first == last ? g_strdup_printf ("%u", first) : g_strdup_printf (_ ("%u–%u"), first, last);
}

ExmChart *
exm_overview_chart_length (const ExmOverview *overview,
                           gboolean           tokens)
{
  const ExmOverviewLength *length = tokens ? &overview->tokens : &overview->chars;
  ExmChart                *chart = exm_chart_new (EXM_CHART_COLUMNS, tokens ? _ ("Length in Tokens") : _ ("Length in Characters"), tokens ? "tokens" : "characters");

  if (overview->n_rows > 0)
    chart->note = g_strdup_printf (tokens ? _ ("Half of the examples have %u tokens or fewer, the longest has %u (estimated).")
                                          : _ ("Half of the posts have %u characters or fewer, the longest has %u."),
                                               length->median, length->longest);
  for (guint i = 0; i < length->n_bins; i++)
    {
      const ExmOverviewBin *bin = &length->bins[i];
      g_autofree char      *span = dup_span (bin->first, bin->last);
      /* Translators: a span of lengths: "120–139 characters" */
      g_autofree char *name = g_strdup_printf (tokens ? _ ("%s tokens") : _ ("%s characters"), span);
      /* Translators: what rows have in common: a span of lengths */
      char         *title = g_strdup_printf (tokens ? _ ("Tokens %s") : _ ("Length %s"), span);
      ExmChartMark *mark = exm_chart_add (chart, g_strdup_printf ("%u", bin->first), g_strdup_printf ("%'u", bin->count),
                                          dup_words (name, bin->count, overview->n_rows), title, bin->count);

      if (tokens)
        mark->mark = (ExmOverviewMark){ .has_tokens = TRUE, .min_tokens = bin->first, .max_tokens = bin->last };
      else
        mark->mark = (ExmOverviewMark){ .has_chars = TRUE, .min_chars = bin->first, .max_chars = bin->last };
    }
  return chart;
}

/* --- state and copies -------------------------------------------------------------------------- */

ExmChart *
exm_overview_chart_state (const ExmOverview *overview)
{
  static const ExmState order[] = { EXM_STATE_DONE, EXM_STATE_TODO, EXM_STATE_SKIPPED, EXM_STATE_FLAGGED };
  ExmChart             *chart = exm_chart_new (EXM_CHART_BARS, _ ("State"), "state");

  for (guint i = 0; i < G_N_ELEMENTS (order) && overview->n_rows > 0; i++)
    {
      const guint   count = overview->n_state[order[i]];
      const char   *name = exm_state_to_string (order[i]);
      ExmChartMark *mark = exm_chart_add (chart, g_strdup (name), dup_value (count, overview->n_rows), dup_words (name, count, overview->n_rows),
                                          g_strdup (name), count);

      mark->query = exm_query_new ();
      mark->query->states = 1u << order[i];
    }
  return chart;
}

ExmChart *
exm_overview_chart_copies (const ExmOverview *overview,
                           const ExmQuery    *near)
{
  static const char *const names[EXM_OVERVIEW_N_COPIES] = { N_ ("Once"), N_ ("Twice"), N_ ("3–5 times"), N_ ("6–10 times"), N_ ("More often") };
  ExmChart                *chart = exm_chart_new (EXM_CHART_BARS, _ ("Duplicates"), "duplicates");
  g_autofree char         *copies = NULL;
  g_autofree char         *conflicts = NULL;

  if (overview->n_rows == 0)
    return chart;
  copies = g_strdup_printf (ngettext ("%'u post repeats an earlier one.", "%'u posts repeat an earlier one.", overview->n_copies), overview->n_copies);
  conflicts = g_strdup_printf (ngettext ("%'u stands with different labels.", "%'u stand with different labels.", overview->n_conflicts), overview->n_conflicts);
  if (overview->n_copies == 0)
    chart->note = g_strdup (_ ("No post stands there twice."));
  else
    chart->note = overview->n_conflicts > 0 ? g_strdup_printf ("%s %s", copies, conflicts) : g_strdup (copies);
  for (guint i = 0; i < EXM_OVERVIEW_N_COPIES; i++)
    {
      const guint      count = overview->n_in_copies[i];
      g_autofree char *title = g_strdup_printf (_ ("Stands There: %s"), _ (names[i]));
      ExmChartMark    *mark = exm_chart_add (chart, g_strdup (_ (names[i])), dup_value (count, overview->n_rows),
                                                              dup_words (_ (names[i]), count, overview->n_rows), g_strdup (title), count);

      mark->mark.copies = i + 1;
    }
  if (overview->n_conflicts > 0)
    {
      ExmChartMark *mark = exm_chart_add (chart, g_strdup (_ ("Different labels")), dup_value (overview->n_conflicts, overview->n_rows),
                                                           dup_words (_ ("Different labels"), overview->n_conflicts, overview->n_rows), g_strdup (_ ("Different Labels")), overview->n_conflicts);

      mark->query = exm_query_new ();
      mark->query->problem = EXM_PROBLEM_CONFLICT;
    }
  if (near != NULL && near->only->n_ids > 0)
    {
      const guint   count = (guint)near->only->n_ids;
      ExmChartMark *mark = exm_chart_add (chart, g_strdup (_ ("Nearly the same")), dup_value (count, overview->n_rows),
                                                           dup_words (_ ("Nearly the same"), count, overview->n_rows), g_strdup (_ ("Nearly the Same")), count);

      mark->query = exm_query_copy (near);
    }
  return chart;
}

/* --- time ------------------------------------------------------------------------------------- */

static char *
dup_time (gint64          time,
          ExmOverviewUnit unit,
          gboolean        is_long)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local (time);

  if (local == NULL)
    return g_strdup ("");
  switch (unit)
    {
    case EXM_OVERVIEW_HOURS:
      return g_date_time_format (local, is_long ? "%x %H:%M" : "%H:%M");
    case EXM_OVERVIEW_DAYS:
    case EXM_OVERVIEW_WEEKS:
      /* Translators: day and month below a picture, as g_date_time_format() has it */
      return g_date_time_format (local, is_long ? "%x" : _ ("%-d %b"));
    case EXM_OVERVIEW_MONTHS:
      return g_date_time_format (local, is_long ? "%B %Y" : "%b %y");
    case EXM_OVERVIEW_YEARS:
    default:
      return g_date_time_format (local, "%Y");
    }
}

ExmChart *
exm_overview_chart_time (const ExmOverview *overview)
{
  const gboolean posted = overview->time == EXM_OVERVIEW_TIME_POSTED;
  ExmChart      *chart = exm_chart_new (EXM_CHART_COLUMNS, posted ? _ ("When Posts Were Written") : _ ("When Posts Were Labelled"), posted ? "written" : "labelled");
  const guint    missing = overview->n_rows - overview->n_timed;

  if (overview->time == EXM_OVERVIEW_TIME_NONE)
    chart->note = g_strdup (_ ("Nothing is known of when posts were written, and none has a label yet."));
  else if (missing > 0)
    chart->note = g_strdup_printf (posted ? ngettext ("%'u post has no date.", "%'u posts have no date.", missing)
                                          : ngettext ("%'u post has no label yet. Labels from a file count when it was imported.",
                                                      "%'u posts have no label yet. Labels from a file count when it was imported.", missing),
                                   missing);
  else if (!posted)
    chart->note = g_strdup (_ ("Labels from a file count when it was imported."));
  for (guint i = 0; i < overview->n_spans; i++)
    {
      const ExmOverviewSpan *span = &overview->spans[i];
      g_autofree char       *name = dup_time (span->begin, overview->unit, TRUE);
      /* Translators: what rows have in common: a day, a month … */
      char         *title = g_strdup_printf (posted ? _ ("Written %s") : _ ("Labelled %s"), name);
      ExmChartMark *mark = exm_chart_add (chart, dup_time (span->begin, overview->unit, FALSE), g_strdup_printf ("%'u", span->count),
                                          dup_words (name, span->count, overview->n_rows), title, span->count);

      mark->mark = (ExmOverviewMark){ .time = overview->time, .begin = span->begin, .end = span->end };
    }
  return chart;
}

/* --- label by length ----------------------------------------------------------------------------- */

static void
add_cell (ExmChart               *chart,
          const ExmOverview      *overview,
          const ExmOverviewLabel *label,
          const char             *name,
          guint                   row,
          guint                   column,
          guint                   step)
{
  const guint           begin = column * step;
  const guint           end = MIN (begin + step, overview->chars.n_bins);
  const ExmOverviewBin *first = &overview->chars.bins[begin];
  const ExmOverviewBin *last = &overview->chars.bins[end - 1];
  g_autofree char      *span = dup_span (first->first, last->last);
  g_autofree char      *title = NULL;
  g_autofree char      *words = NULL;
  guint                 count = 0;
  ExmChartMark         *mark;

  for (guint i = begin; i < end; i++)
    count += label->by_length[i];
  /* Translators: a label and a span of lengths */
  title = g_strdup_printf (_ ("%s, Length %s"), name, span);
  words = g_strdup_printf (_ ("%s, %s characters"), name, span);
  mark = exm_chart_add (chart, g_strdup (title), g_strdup_printf ("%'u", count), dup_words (words, count, label->count), g_steal_pointer (&title), count);
  mark->row = row;
  mark->column = column;
  mark->strength = sqrt ((double)count / label->count);
  mark->mark = (ExmOverviewMark){ .has_label = TRUE, .label = label->label, .has_chars = TRUE, .min_chars = first->first, .max_chars = last->last };
}

static char *
dup_length_note (const ExmOverview *overview,
                 ExmDataset        *dataset,
                 guint              n)
{
  const ExmOverviewLabel *shortest = &overview->labels[0];
  const ExmOverviewLabel *longest = &overview->labels[0];

  for (guint i = 1; i < n; i++)
    {
      if (overview->labels[i].median < shortest->median)
        shortest = &overview->labels[i];
      if (overview->labels[i].median > longest->median)
        longest = &overview->labels[i];
    }
  if (n < 2 || longest->median < shortest->median * 3 / 2)
    return g_strdup (_ ("Posts are about as long whatever their label."));
  /* Translators: a label and a number of characters, twice */
  return g_strdup_printf (_ ("Posts of “%s” are the longest (half have up to %u characters), those of “%s” the shortest (%u). A model may take length for the difference."),
                             name_of (dataset, longest->label), longest->median, name_of (dataset, shortest->label), shortest->median);
}

ExmChart *
exm_overview_chart_label_length (const ExmOverview *overview,
                                 ExmDataset        *dataset)
{
  ExmChart   *chart = exm_chart_new (EXM_CHART_CELLS, _ ("Labels by Length"), "labels-by-length");
  const guint n = MIN (overview->n_labels, CELL_ROWS);
  const guint step = (overview->chars.n_bins + CELL_COLUMNS - 1) / CELL_COLUMNS;

  if (n == 0)
    {
      chart->note = g_strdup (_ ("No post has a label yet."));
      return chart;
    }
  chart->note = dup_length_note (overview, dataset, n);
  for (guint column = 0; column * step < overview->chars.n_bins; column++)
    g_ptr_array_add (chart->columns, g_strdup_printf ("%u", overview->chars.bins[column * step].first));
  for (guint row = 0; row < n; row++)
    {
      const char *name = name_of (dataset, overview->labels[row].label);

      g_ptr_array_add (chart->rows, g_strdup (name));
      for (guint column = 0; column < chart->columns->len; column++)
        add_cell (chart, overview, &overview->labels[row], name, row, column, step);
    }
  return chart;
}

/* --- sentences ---------------------------------------------------------------------------------- */

char *
exm_overview_dup_totals (const ExmOverview *overview)
{
  g_autofree char *posts = dup_posts (overview->n_rows);
  g_autofree char *labels = g_strdup_printf (ngettext ("%'u label", "%'u labels", overview->n_labels), overview->n_labels);
  const guint      done = overview->n_rows - overview->n_state[EXM_STATE_TODO];
  g_autofree char *share = dup_share (done, overview->n_rows);

  /* Translators: "527 posts", "154 labels", a share: how many are no longer to do */
  return g_strdup_printf (_ ("%s, %s, %s decided"), posts, labels, share);
}

char *
exm_overview_dup_problems (const ExmStats *stats)
{
  static const struct
  {
    ExmProblem  problem;
    const char *one;
    const char *many;
  } parts[] = {
    { EXM_PROBLEM_CONFLICT, N_ ("%'u post with different labels"), N_ ("%'u posts with different labels") },
      { EXM_PROBLEM_DUPLICATE, N_ ("%'u copy"), N_ ("%'u copies") },
        { EXM_PROBLEM_EMPTY, N_ ("%'u empty post"), N_ ("%'u empty posts") },
          { EXM_PROBLEM_TOO_LONG, N_ ("%'u too long"), N_ ("%'u too long") },
            { EXM_PROBLEM_UNLABELLED, N_ ("%'u without a label"), N_ ("%'u without a label") },
              { EXM_PROBLEM_RARE_LABEL, N_ ("%'u rare label"), N_ ("%'u rare labels") },
                { EXM_PROBLEM_NEAR_LABELS, N_ ("%'u group of labels that look alike"), N_ ("%'u groups of labels that look alike") },
                  { EXM_PROBLEM_QUARANTINE, N_ ("%'u line in quarantine"), N_ ("%'u lines in quarantine") },
                  };
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const guint n = stats->n_problem[parts[i].problem];

      if (n == 0)
        continue;
      if (list->len > 0)
        g_string_append (list, _ (", "));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      g_string_append_printf (list, ngettext (parts[i].one, parts[i].many, n), n);
#pragma GCC diagnostic pop
    }
  if (list->len == 0)
    return g_strdup (_ ("No problems"));
  /* Translators: followed by a list */
  return g_strdup_printf (_ ("Problems: %s"), list->str);
}
