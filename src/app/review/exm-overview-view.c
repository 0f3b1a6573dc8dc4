/* exm-overview-view.c - the dataset in pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-overview-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#ifdef __GLIBC__
#include <langinfo.h>
#endif

#include "exm-chart-export.h"
#include "exm-chart-grid.h"
#include "exm-chart-view.h"
#include "exm-feedback.h"
#include "exm-overview-charts.h"
#include "exm-overview-near.h"
#include "exm-show-rows.h"

/* After an edit the pictures wait so long for the next one, in milliseconds. */
#define SETTLE_MS 400

/* Pictures of fewer posts say little. */
#define FEW_POSTS 10

enum
{
  CHART_LABELS,
  CHART_LENGTH,
  CHART_STATE,
  CHART_COPIES,
  CHART_TIME,
  CHART_LABEL_LENGTH,
  N_CHARTS
};

struct _ExmOverviewView
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmOverview  *overview; /* NULL until counted */
  ExmQuery     *near;     /* rows that nearly repeat others; NULL until looked for */
  GCancellable *cancellable;
  GCancellable *looking; /* for these */
  guint         settle_id;

  GtkStack  *stack;
  GtkLabel  *totals;
  GtkLabel  *hint;
  GtkWidget *charts[N_CHARTS];
  GtkWidget *all_button;
  GtkWidget *tokens_button;

  guint stale : 1; /* changed while out of sight */
};

G_DEFINE_FINAL_TYPE (ExmOverviewView, exm_overview_view, GTK_TYPE_WIDGET)

/* --- showing --------------------------------------------------------------------------------- */

static ExmChart *
new_chart (ExmOverviewView *self,
           guint            which)
{
  switch (which)
    {
    case CHART_LABELS:
      return exm_overview_chart_labels (self->overview, self->dataset, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->all_button)));
    case CHART_LENGTH:
      return exm_overview_chart_length (self->overview, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tokens_button)));
    case CHART_STATE:
      return exm_overview_chart_state (self->overview);
    case CHART_COPIES:
      return exm_overview_chart_copies (self->overview, self->near);
    case CHART_TIME:
      return exm_overview_chart_time (self->overview);
    case CHART_LABEL_LENGTH:
    default:
      return exm_overview_chart_label_length (self->overview, self->dataset);
    }
}

static void
show_overview (ExmOverviewView *self)
{
  g_autofree char *totals = NULL;

  if (self->overview == NULL || self->dataset == NULL)
    return;
  totals = exm_overview_dup_totals (self->overview);
  gtk_label_set_text (self->totals, totals);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), self->overview->n_rows < FEW_POSTS);
  gtk_widget_set_visible (self->all_button, self->overview->n_labels > EXM_OVERVIEW_TOP_LABELS + 1);
  for (guint i = 0; i < N_CHARTS; i++)
    exm_chart_view_set_chart (EXM_CHART_VIEW (self->charts[i]), new_chart (self, i));
  gtk_stack_set_visible_child_name (self->stack, self->overview->n_rows > 0 ? "pictures" : "empty");
}

static void
near_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmOverviewView *self = user_data; /* perhaps disposed: ask the result first */
  ExmQuery        *near = exm_overview_near_finish (EXM_DATASET (source), result, NULL);

  if (near == NULL)
    return;
  g_clear_object (&self->looking);
  g_clear_pointer (&self->near, exm_query_free);
  self->near = near;
  if (self->overview != NULL)
    exm_chart_view_set_chart (EXM_CHART_VIEW (self->charts[CHART_COPIES]), new_chart (self, CHART_COPIES));
}

/* Takes seconds with a million posts, so it comes when the rest is there. */
static void
look_for_near (ExmOverviewView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->looking != NULL || self->overview == NULL || self->overview->n_rows == 0)
    return;
  self->looking = g_cancellable_new ();
  exm_overview_near_async (self->dataset, self->looking, near_cb, self);
}

static void
stop_looking (ExmOverviewView *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
overview_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  ExmOverviewView *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr(GError) error = NULL;
  ExmOverview *overview = exm_overview_new_finish (EXM_DATASET (source), result, &error);

  if (overview == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        exm_feedback_error (GTK_WIDGET (self), _ ("The dataset could not be counted"), error);
      return;
    }
  exm_overview_free (self->overview);
  self->overview = overview;
  show_overview (self);
  look_for_near (self);
}

static void
stop (ExmOverviewView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  stop_looking (self);
}

static void
refresh (ExmOverviewView *self)
{
  stop (self);
  self->stale = FALSE;
  if (self->dataset == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  exm_overview_new_async (self->dataset, self->cancellable, overview_cb, self);
}

static gboolean
settle_cb (gpointer user_data)
{
  ExmOverviewView *self = user_data;

  self->settle_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ExmOverviewView *self)
{
  self->stale = TRUE;
  stop_looking (self);
  g_clear_pointer (&self->near, exm_query_free);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
exm_overview_view_map (GtkWidget *widget)
{
  ExmOverviewView *self = EXM_OVERVIEW_VIEW (widget);

  GTK_WIDGET_CLASS (exm_overview_view_parent_class)->map (widget);
  if (self->stale)
    refresh (self);
  else if (self->near == NULL)
    look_for_near (self);
}

static void
exm_overview_view_unmap (GtkWidget *widget)
{
  stop_looking (EXM_OVERVIEW_VIEW (widget));
  GTK_WIDGET_CLASS (exm_overview_view_parent_class)->unmap (widget);
}

/* The pictures are what one comes for, not the button above them. Who comes back goes
 * on where he was. */
static gboolean
exm_overview_view_grab_focus (GtkWidget *widget)
{
  ExmOverviewView *self = EXM_OVERVIEW_VIEW (widget);

  if (gtk_stack_get_visible_child_name (self->stack) == NULL || !g_str_equal (gtk_stack_get_visible_child_name (self->stack), "pictures"))
    return FALSE;
  for (guint i = 0; i < N_CHARTS; i++)
    if (gtk_widget_get_focus_child (self->charts[i]) != NULL && gtk_widget_grab_focus (self->charts[i]))
      return TRUE;
  return gtk_widget_grab_focus (self->charts[0]);
}

/* --- going to rows ------------------------------------------------------------------------------- */

typedef struct
{
  ExmOverviewView *self;
  char            *title;
} Finding;

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Finding         *finding = user_data;
  g_autofree char *title = finding->title;
  ExmOverviewView *self = finding->self; /* perhaps disposed: ask the result first */
  g_autoptr(GError) error = NULL;
  gsize                n_ids;
  g_autofree ExmRowId *ids = exm_overview_find_finish (EXM_DATASET (source), result, &n_ids, &error);
  g_autoptr(ExmQuery) query = NULL;

  g_free (finding);
  if (ids == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        exm_feedback_error (GTK_WIDGET (self), _ ("The posts could not be found"), error);
      return;
    }
  query = exm_query_new_rows (ids, n_ids);
  exm_show_rows (GTK_WIDGET (self), query, title);
}

static void
activated_cb (ExmOverviewView *self,
              guint            index,
              ExmChartView    *view)
{
  const ExmChartMark *mark = exm_chart_get_mark (exm_chart_view_get_chart (view), index);
  Finding            *finding;

  if (mark->query != NULL)
    {
      g_autoptr(ExmQuery) query = exm_query_copy (mark->query);

      exm_show_rows (GTK_WIDGET (self), query, mark->title);
      return;
    }
  if (self->cancellable == NULL)
    self->cancellable = g_cancellable_new ();
  finding = g_new0 (Finding, 1);
  finding->self = self;
  finding->title = g_strdup (mark->title);
  exm_overview_find_async (self->dataset, &mark->mark, self->cancellable, found_cb, finding);
}

/* --- the report ----------------------------------------------------------------------------------- */

/* Paper by locale, as the C library knows it. */
static gboolean
is_letter (void)
{
#ifdef __GLIBC__
  /* Height in millimetres, given as the pointer itself. */
  return GPOINTER_TO_INT (nl_langinfo (_NL_PAPER_HEIGHT)) == 279;
#else
  return FALSE;
#endif
}

static GPtrArray *
dup_charts (ExmOverviewView *self)
{
  GPtrArray *charts = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_chart_free);

  for (guint i = 0; i < N_CHARTS; i++)
    {
      /* Paper has no button to open the rest: twenty labels and the others in one. */
      if (i == CHART_LABELS)
        g_ptr_array_add (charts, exm_overview_chart_labels (self->overview, self->dataset, FALSE));
      else
        g_ptr_array_add (charts, new_chart (self, i));
      if (i == CHART_LENGTH)
        g_ptr_array_add (charts, exm_overview_chart_length (self->overview, !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tokens_button))));
    }
  return charts;
}

static void
report_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ExmOverviewView *self = EXM_OVERVIEW_VIEW (widget);
  g_autoptr(GPtrArray) charts = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%x");
  g_autofree char *totals = NULL;
  g_autofree char *problems = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  ExmChartLook look;

  if (self->overview == NULL || self->overview->n_rows == 0)
    return;
  charts = dup_charts (self);
  totals = exm_overview_dup_totals (self->overview);
  problems = exm_overview_dup_problems (exm_dataset_get_stats (self->dataset));
  exm_chart_look_for_paper (widget, &look);
  bytes = exm_chart_report (exm_dataset_get_name (self->dataset), (const char *const[]){ date, totals, problems, NULL }, charts, is_letter (), &look, &error);
  if (bytes == NULL)
    {
      exm_feedback_error (widget, _ ("The report could not be made"), error);
      return;
    }
  name = g_strconcat (exm_dataset_get_name (self->dataset), ".pdf", NULL);
  exm_chart_save_bytes (widget, _ ("Save Report"), name, bytes);
}

/* --- object ------------------------------------------------------------------------------------ */

void
exm_overview_view_set_dataset (ExmOverviewView *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_OVERVIEW_VIEW (self));

  if (self->dataset == dataset)
    return;
  stop (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, changed_cb, self);
  g_clear_pointer (&self->overview, exm_overview_free);
  g_clear_pointer (&self->near, exm_query_free);
  g_set_object (&self->dataset, dataset);
  gtk_stack_set_visible_child_name (self->stack, "wait");
  self->stale = TRUE;
  if (dataset == NULL)
    return;
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

static void
exm_overview_view_dispose (GObject *object)
{
  ExmOverviewView *self = EXM_OVERVIEW_VIEW (object);
  GtkWidget       *child;

  stop (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, changed_cb, self);
  g_clear_object (&self->dataset);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_overview_view_parent_class)->dispose (object);
}

static void
exm_overview_view_finalize (GObject *object)
{
  g_clear_pointer (&EXM_OVERVIEW_VIEW (object)->overview, exm_overview_free);
  g_clear_pointer (&EXM_OVERVIEW_VIEW (object)->near, exm_query_free);

  G_OBJECT_CLASS (exm_overview_view_parent_class)->finalize (object);
}

static void
exm_overview_view_class_init (ExmOverviewViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_overview_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_overview_view_finalize;
  widget_class->map = exm_overview_view_map;
  widget_class->unmap = exm_overview_view_unmap;
  widget_class->grab_focus = exm_overview_view_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "overview.report", NULL, report_action);
}

static GtkWidget *
new_toggle (ExmOverviewView *self,
            guint            chart,
            const char      *label,
            const char      *tooltip)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "chart-toggle");
  exm_chart_view_set_extra (EXM_CHART_VIEW (self->charts[chart]), button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (show_overview), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_head (ExmOverviewView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *report = gtk_button_new_with_mnemonic (_ ("Save _Report…"));

  self->totals = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->totals, 0);
  gtk_label_set_wrap (self->totals, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->totals), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->totals), "heading");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (report), "overview.report");
  gtk_widget_set_tooltip_text (report, _ ("Save all pictures on one page as PDF"));
  gtk_widget_set_valign (report, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->totals));
  gtk_box_append (GTK_BOX (head), report);
  return head;
}

static GtkWidget *
new_pictures (ExmOverviewView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *grid = exm_chart_grid_new ();

  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  self->hint = GTK_LABEL (gtk_label_new (_ ("So few posts say little in pictures. Add some more.")));
  gtk_label_set_xalign (self->hint, 0);
  gtk_label_set_wrap (self->hint, TRUE);
  for (guint i = 0; i < N_CHARTS; i++)
    {
      self->charts[i] = exm_chart_view_new ();
      exm_chart_grid_append (EXM_CHART_GRID (grid), self->charts[i]);
      g_signal_connect_object (self->charts[i], "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
    }
  self->all_button = new_toggle (self, CHART_LABELS, _ ("All"), _ ("Show every label"));
  self->tokens_button = new_toggle (self, CHART_LENGTH, _ ("Tokens"), _ ("Count tokens instead of characters"));
  gtk_box_append (GTK_BOX (box), new_head (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
  gtk_box_append (GTK_BOX (box), grid);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static void
exm_overview_view_init (ExmOverviewView *self)
{
  GtkWidget *empty = adw_status_page_new ();
  GtkWidget *spinner = gtk_spinner_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "exm-review-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Posts Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _ ("Add posts to see their labels and lengths in pictures."));
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Counting"), -1);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, spinner, "wait");
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, new_pictures (self), "pictures");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  self->stale = TRUE;
}

GtkWidget *
exm_overview_view_new (void)
{
  return g_object_new (EXM_TYPE_OVERVIEW_VIEW, NULL);
}
