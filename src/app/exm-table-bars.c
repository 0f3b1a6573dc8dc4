/* exm-table-bars.c - small histograms in the headers of the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-table-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-palette.h"
#include "exm-row-profile.h"
#include "exm-search.h"
#include "exm-tooltip.h"

/* A header is a widget of GTK's in which there is a box with the title and the arrow
 * of the sort. The bars go into that box, below the two: so they are where their
 * column is, however it is resized, hidden, scrolled or turned round.
 *
 *   title widget > box (now upright) > [ box of title and arrow ]
 *                                      [ bars                   ]
 *
 * The counts are those of the rows that are shown, counted in the background a moment
 * after these have changed. While the bars are off nothing is counted. */

#define BARS_HEIGHT 22
#define DELAY 120 /* ms */

/* The commonest labels; the rest has one bar, and so have posts without. */
#define N_TOP 7

#define MAX_BARS 9

enum
{
  EXM_BAR_LABELS,
  EXM_BAR_STATES,
  EXM_BAR_SPLITS,
  EXM_BAR_LENGTHS,
  EXM_BAR_POST_LENGTHS, /* below the posts, while there is no column for them */
  N_BAR_GROUPS
};

static const ExmTableColumn columns_of[N_BAR_GROUPS] = {
  EXM_TABLE_COLUMN_LABEL, EXM_TABLE_COLUMN_STATUS, EXM_TABLE_COLUMN_SPLIT,
  EXM_TABLE_COLUMN_LENGTH, EXM_TABLE_COLUMN_POST
};

#define NO_VALUE G_MAXUINT

typedef struct
{
  ExmTable  *table;
  GtkWidget *button;
  GtkWidget *area;
  guint      group;
  guint      value; /* label, state, split or bin; NO_VALUE = the rest of the labels */
  guint      count;
  guint      highest; /* in its group */
  gint64     look;    /* what is drawn: bar_look() */
  gint64     named;   /* what it says of itself, but for names of labels */
} ExmBar;

struct _ExmTableBars
{
  GtkWidget    *boxes[N_BAR_GROUPS];
  ExmBar        bars[N_BAR_GROUPS][MAX_BARS];
  GCancellable *counting;
  guint         delay_id;
  guint         visible : 1;
  guint         is_setting : 1;
};

/* --- drawing ---------------------------------------------------------------------------- */

static double
bar_height (const ExmBar *bar,
            double        room)
{
  double tall = bar->highest > 0 ? room * bar->count / bar->highest : 0;

  return bar->count > 0 ? CLAMP (tall, 1, room) : tall;
}

static ExmLabel *
bar_label (const ExmBar *bar)
{
  if (bar->group != EXM_BAR_LABELS || bar->value == NO_VALUE || bar->value == 0 || bar->table->dataset == NULL)
    return NULL;
  return exm_dataset_get_label (bar->table->dataset, (ExmLabelId)bar->value);
}

/* One number for all that is seen of it: after a decision most bars are as they were, of
 * a million posts all of them. */
static gint64
bar_look (const ExmBar *bar)
{
  ExmLabel *label = bar_label (bar);
  gint64    height = (gint64)(bar_height (bar, BARS_HEIGHT) * 256);
  guint     color = label != NULL ? 1 + exm_label_get_color (label) % EXM_PALETTE_SIZE : 0;

  return (height * (EXM_PALETTE_SIZE + 1) + color) * 2 + gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (bar->button));
}

static void
draw_bar (GtkDrawingArea *area,
          cairo_t        *cr,
          int             width,
          int             height,
          gpointer        user_data)
{
  const ExmBar *bar = user_data;
  gboolean      active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (bar->button));
  double        room = height - 3;
  double        tall = bar_height (bar, room);
  ExmLabel     *label = bar_label (bar);
  GdkRGBA       color;

  if (label != NULL)
    exm_palette_get_rgba (exm_label_get_color (label), &color);
  else
    exm_compat_get_accent (GTK_WIDGET (area), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_rectangle (cr, 0, room - tall, width, tall);
  cairo_fill (cr);

  /* Not by colour alone: what is filtered by is underlined. */
  exm_compat_get_text_color (GTK_WIDGET (area), &color);
  color.alpha = active ? 1 : 0.25f;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_rectangle (cr, 0, active ? height - 3 : height - 2, width, active ? 3 : 1);
  cairo_fill (cr);
}

/* --- what a bar says ------------------------------------------------------------------------ */

static char *
dup_what (const ExmBar *bar)
{
  ExmLabel *label;
  guint32   min, max;

  switch (bar->group)
    {
    case EXM_BAR_LABELS:
      if (bar->value == NO_VALUE)
        return g_strdup (_ ("Other labels"));
      label = bar->value != 0 ? exm_dataset_get_label (bar->table->dataset, (ExmLabelId)bar->value) : NULL;
      return g_strdup (label != NULL ? exm_label_get_name (label) : _ ("No label"));
    case EXM_BAR_STATES:
      return g_strdup (exm_state_to_string (bar->value));
    case EXM_BAR_SPLITS:
      if (bar->value == EXM_SPLIT_NONE)
        return g_strdup (_ ("In no split"));
      return g_strdup (bar->value == EXM_SPLIT_TRAINING ? _ ("Training") : _ ("Validation"));
    default:
      exm_row_profile_get_bin (bar->value, &min, &max);
      if (max == G_MAXUINT32)
        return g_strdup_printf (_ ("%u characters and more"), min);
      return g_strdup_printf (_ ("%u to %u characters"), min, max);
    }
}

static void
name_bar (ExmBar *bar)
{
  const gint64     named = (gint64)bar->count << 32 | bar->value;
  g_autofree char *what = NULL;
  g_autofree char *name = NULL;

  if (bar->group != EXM_BAR_LABELS && bar->named == named)
    return;
  bar->named = named;
  what = dup_what (bar);
  /* Translators: of a bar: 1: a label, state or length, 2: how many */
  name = g_strdup_printf (ngettext ("%1$s: %2$'u post", "%1$s: %2$'u posts", bar->count), what, bar->count);
  if (g_strcmp0 (exm_tooltip_get (bar->button), name) == 0)
    return;
  exm_tooltip_set_name (bar->button, name);
}

/* The bar as a term of the search; NULL for those that have filters of their own. */
static char *
dup_term (guint group,
          guint value)
{
  static const char *const splits[EXM_N_SPLITS] = { "none", "training", "validation" };
  guint32                  min, max;

  if (group == EXM_BAR_SPLITS && value < EXM_N_SPLITS)
    return g_strdup_printf ("split:%s", splits[value]);
  if (group != EXM_BAR_LENGTHS && group != EXM_BAR_POST_LENGTHS)
    return NULL;
  exm_row_profile_get_bin (value, &min, &max);
  if (max == G_MAXUINT32)
    return g_strdup_printf ("len:>=%u", min);
  return min == 0 ? g_strdup_printf ("len:<=%u", max) : g_strdup_printf ("len:%u..%u", min, max);
}

static gboolean
is_filtered_by (const ExmQuery  *query,
                const ExmSearch *search,
                const ExmBar    *bar)
{
  g_autofree char *term = NULL;

  if (bar->group == EXM_BAR_STATES)
    return (query->states & (1u << bar->value)) != 0;
  if (bar->group == EXM_BAR_LABELS)
    {
      for (guint i = 0; query->labels != NULL && i < query->labels->len; i++)
        if (g_array_index (query->labels, ExmLabelId, i) == bar->value)
          return TRUE;
      return FALSE;
    }
  term = dup_term (bar->group, bar->value);
  for (guint i = 0; search != NULL && i < search->n_terms; i++)
    {
      g_autofree char *other = search->terms[i].error == NULL ? exm_search_format_term (&search->terms[i]) : NULL;

      if (g_strcmp0 (term, other) == 0)
        return TRUE;
    }
  return FALSE;
}

/* --- the counts ------------------------------------------------------------------------------- */

static void
set_bar (ExmTableBars *self,
         guint         group,
         guint        *index,
         guint         value,
         guint         count)
{
  ExmBar *bar = &self->bars[group][(*index)++];

  bar->value = value;
  bar->count = count;
}

static void
set_labels (ExmTableBars        *self,
            const ExmRowProfile *profile,
            guint               *n)
{
  guint top[N_TOP] = { 0 };
  guint n_rest = 0;

  /* The commonest ones, by insertion; of equals the older label first. */
  for (guint id = 1; id < profile->n_labels; id++)
    {
      guint out = id;

      if (profile->labels[id] == 0)
        continue;
      for (guint i = 0; i < N_TOP; i++)
        if (profile->labels[out] > profile->labels[top[i]] || top[i] == 0)
          {
            guint moved = top[i];

            top[i] = out;
            out = moved;
            if (out == 0)
              break;
          }
      n_rest += out != 0 ? profile->labels[out] : 0;
    }
  for (guint i = 0; i < N_TOP && top[i] != 0; i++)
    set_bar (self, EXM_BAR_LABELS, n, top[i], profile->labels[top[i]]);
  if (n_rest > 0)
    set_bar (self, EXM_BAR_LABELS, n, NO_VALUE, n_rest);
  if (profile->labels[0] > 0)
    set_bar (self, EXM_BAR_LABELS, n, 0, profile->labels[0]);
}

static void
show_group (ExmTable     *table,
            ExmTableBars *self,
            guint         group,
            guint         n)
{
  const ExmQuery *query = exm_row_model_get_query (table->model);
  g_autoptr(ExmSearch) search = query->text != NULL ? exm_search_new (query->text) : NULL;
  guint highest = 0;

  /* All other labels together would leave nothing to be seen of the commonest. */
  for (guint i = 0; i < n; i++)
    if (self->bars[group][i].value != NO_VALUE)
      highest = MAX (highest, self->bars[group][i].count);
  self->is_setting = TRUE;
  for (guint i = 0; i < MAX_BARS; i++)
    {
      ExmBar *bar = &self->bars[group][i];
      gint64  look;

      gtk_widget_set_visible (bar->button, i < n);
      if (i >= n)
        continue;
      bar->highest = highest;
      gtk_widget_set_sensitive (bar->button, bar->value != NO_VALUE);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (bar->button), is_filtered_by (query, search, bar));
      name_bar (bar);
      look = bar_look (bar);
      if (look != bar->look)
        gtk_widget_queue_draw (bar->area);
      bar->look = look;
    }
  self->is_setting = FALSE;
}

static void
show_profile (ExmTable            *table,
              const ExmRowProfile *profile)
{
  ExmTableBars *self = table->bars;
  guint         n[N_BAR_GROUPS] = { 0 };

  set_labels (self, profile, &n[EXM_BAR_LABELS]);
  for (guint i = 0; i < EXM_N_STATES; i++)
    set_bar (self, EXM_BAR_STATES, &n[EXM_BAR_STATES], i, profile->states[i]);
  for (guint i = 0; i < EXM_N_SPLITS; i++)
    set_bar (self, EXM_BAR_SPLITS, &n[EXM_BAR_SPLITS], i, profile->splits[i]);
  for (guint i = 0; i < EXM_N_LENGTH_BINS; i++)
    {
      set_bar (self, EXM_BAR_LENGTHS, &n[EXM_BAR_LENGTHS], i, profile->lengths[i]);
      set_bar (self, EXM_BAR_POST_LENGTHS, &n[EXM_BAR_POST_LENGTHS], i, profile->lengths[i]);
    }
  for (guint i = 0; i < N_BAR_GROUPS; i++)
    show_group (table, self, i, n[i]);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExmTable *table = user_data; /* perhaps gone: ask the result first */
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowProfile) profile = exm_row_profile_finish (result, &error);

  if (profile == NULL)
    return;
  g_clear_object (&table->bars->counting);
  show_profile (table, profile);
}

static void
stop_counting (ExmTableBars *self)
{
  g_clear_handle_id (&self->delay_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

void
_exm_table_stop_bars (ExmTable *table)
{
  if (table->bars != NULL)
    stop_counting (table->bars);
}

static gboolean
count_cb (gpointer data)
{
  ExmTable     *table = data;
  ExmTableBars *self = table->bars;
  ExmRowIds    *ids = table->model != NULL ? exm_row_model_get_ids (table->model) : NULL;

  self->delay_id = 0;
  if (ids == NULL)
    return G_SOURCE_REMOVE;
  stop_counting (self);
  self->counting = g_cancellable_new ();
  exm_row_profile_async (table->dataset, ids, self->counting, counted_cb, table);
  return G_SOURCE_REMOVE;
}

void
_exm_table_update_bars (ExmTable *table)
{
  ExmTableBars *self = table->bars;

  if (self == NULL || !self->visible || self->delay_id != 0)
    return;
  self->delay_id = g_timeout_add (DELAY, count_cb, table);
}

/* --- putting them into the headers --------------------------------------------------------------- */

static void
clicked_cb (GtkToggleButton *button,
            ExmBar          *bar)
{
  g_autofree char *term = NULL;

  if (bar->table->bars->is_setting || bar->value == NO_VALUE)
    return;
  /* What is pressed follows the filter, not the click. */
  term = dup_term (bar->group, bar->value);
  g_signal_emit_by_name (bar->table, "bar", (guint)columns_of[bar->group], bar->value, term);
}

static GtkWidget *
new_bars (ExmTable     *table,
          ExmTableBars *self,
          guint         group)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 1);
  g_autofree char *name = g_strdup_printf (_ ("Filter by bars: %s"), exm_table_column_get_title (columns_of[group]));

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (box, "column-bars");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (group == EXM_BAR_POST_LENGTHS)
    gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_widget_set_size_request (box, group == EXM_BAR_POST_LENGTHS ? 120 : -1, BARS_HEIGHT);
  for (guint i = 0; i < MAX_BARS; i++)
    {
      ExmBar *bar = &self->bars[group][i];

      bar->table = table;
      bar->named = -1;
      bar->group = group;
      bar->area = gtk_drawing_area_new ();
      bar->button = gtk_toggle_button_new ();
      gtk_widget_set_hexpand (bar->area, TRUE);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (bar->area), draw_bar, bar, NULL);
      gtk_button_set_child (GTK_BUTTON (bar->button), bar->area);
      gtk_widget_set_visible (bar->button, FALSE);
      g_signal_connect (bar->button, "toggled", G_CALLBACK (clicked_cb), bar);
      gtk_box_append (GTK_BOX (box), bar->button);
    }
  return box;
}

static GtkWidget *
find_title (ExmTable      *table,
            ExmTableColumn column)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (table->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; i < (guint)column && title != NULL; i++)
    title = gtk_widget_get_next_sibling (title);
  return title;
}

/* Returns: whether the header is built as we know it */
static gboolean
put_into_header (ExmTable      *table,
                 ExmTableColumn column,
                 GtkWidget     *bars)
{
  GtkWidget *title = find_title (table, column);
  GtkWidget *box = title != NULL ? gtk_widget_get_first_child (title) : NULL;
  GtkWidget *line;
  GtkWidget *child;

  if (box == NULL || !GTK_IS_BOX (box))
    return FALSE;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  while ((child = gtk_widget_get_first_child (box)) != NULL)
    {
      g_object_ref (child);
      gtk_box_remove (GTK_BOX (box), child);
      gtk_box_append (GTK_BOX (line), child);
      g_object_unref (child);
    }
  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bars);
  return TRUE;
}

void
_exm_table_add_bars (ExmTable *table)
{
  ExmTableBars *self = g_new0 (ExmTableBars, 1);
  GtkWidget    *header = gtk_widget_get_first_child (GTK_WIDGET (table->view));

  table->bars = self;
  for (guint i = 0; i < N_BAR_GROUPS; i++)
    {
      GtkWidget *box = g_object_ref_sink (new_bars (table, self, i));

      gtk_widget_set_visible (box, FALSE);
      if (put_into_header (table, columns_of[i], box))
        self->boxes[i] = box;
      g_object_unref (box);
    }
  /* GTK takes the headers out of the way of the keyboard. */
  if (header != NULL)
    gtk_widget_set_can_focus (header, TRUE);
}

void
_exm_table_free_bars (ExmTable *table)
{
  if (table->bars == NULL)
    return;
  stop_counting (table->bars);
  for (guint i = 0; i < N_BAR_GROUPS; i++)
    for (guint j = 0; j < MAX_BARS && table->bars->boxes[i] != NULL; j++)
      {
        g_signal_handlers_disconnect_by_data (table->bars->bars[i][j].button, &table->bars->bars[i][j]);
        gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (table->bars->bars[i][j].area), NULL, NULL, NULL);
      }
  g_clear_pointer (&table->bars, g_free);
}

/* Lengths stand below the posts while they have no column of their own. */
void
_exm_table_place_bars (ExmTable *table)
{
  ExmTableBars *self = table->bars;
  gboolean      has_lengths = exm_table_is_column_visible (table, EXM_TABLE_COLUMN_LENGTH);

  for (guint i = 0; self != NULL && i < N_BAR_GROUPS; i++)
    if (self->boxes[i] != NULL)
      gtk_widget_set_visible (self->boxes[i], self->visible && !(i == EXM_BAR_POST_LENGTHS && has_lengths));
}

void
exm_table_set_bars_visible (ExmTable *table,
                            gboolean  visible)
{
  g_return_if_fail (EXM_IS_TABLE (table));

  table->bars->visible = visible;
  if (!visible)
    stop_counting (table->bars);
  _exm_table_place_bars (table);
  _exm_table_update_bars (table);
}

/* --- the keyboard ------------------------------------------------------------------------------------ */

/* Shift+Tab goes from the rows to the bars, Tab back to the rows. */
gboolean
_exm_table_focus_bars (ExmTable        *table,
                       GtkDirectionType direction)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (table->view));
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (table));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean   on_bars = focus != NULL && header != NULL && gtk_widget_is_ancestor (focus, header);

  if (table->bars == NULL || !table->bars->visible)
    return FALSE;
  if (on_bars)
    return direction == GTK_DIR_TAB_FORWARD && gtk_widget_child_focus (table->list, direction);
  if (direction != GTK_DIR_TAB_BACKWARD || focus == NULL || !gtk_widget_is_ancestor (focus, table->list))
    return FALSE;
  for (guint i = 0; i < N_BAR_GROUPS; i++)
    for (guint j = 0; j < MAX_BARS && table->bars->boxes[i] != NULL; j++)
      if (gtk_widget_get_mapped (table->bars->bars[i][j].button) &&
          gtk_widget_grab_focus (table->bars->bars[i][j].button))
        return TRUE;
  return FALSE;
}
