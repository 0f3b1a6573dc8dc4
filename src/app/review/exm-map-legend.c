/* exm-map-legend.c - which colour is which label, and how many posts it has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-legend.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-chart.h"
#include "exm-map-canvas.h"
#include "exm-palette.h"

/* A list of more helps nobody; the others are found by asking for rows. */
#define ROWS_MAX 200

/* Letters that are not cut off. */
#define SHORT_NAME 10

/* Stands for "all" among row numbers. */
#define ALL G_MAXUINT

struct _ExmMapLegend
{
  GtkWidget parent_instance;

  GtkWidget  *scroller;
  GtkListBox *list;
  guint       picked; /* label, or ALL */
  GArray     *labels; /* of guint: what each row stands for */
  guint       filling : 1;
};

G_DEFINE_FINAL_TYPE (ExmMapLegend, exm_map_legend, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_PICKED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

typedef struct
{
  guint label;
  guint count;
} Entry;

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x->label > y->label) - (x->label < y->label);
}

static void
selected_cb (ExmMapLegend  *self,
             GtkListBoxRow *row)
{
  guint label;

  if (self->filling || row == NULL)
    return;
  label = g_array_index (self->labels, guint, gtk_list_box_row_get_index (row));
  if (label == self->picked)
    return;
  self->picked = label;
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, label != ALL, label == ALL ? 0 : label);
}

/* As on the map, which is not quite what is behind a label's key. */
static void
draw_swatch_cb (GtkDrawingArea *area,
                cairo_t        *cr,
                int             width,
                int             height,
                gpointer        user_data)
{
  const guint color = GPOINTER_TO_UINT (user_data);
  GdkRGBA     rgba = { 0.6f, 0.6f, 0.6f, 1 };

  if (color < EXM_PALETTE_SIZE)
    exm_chart_color (color, adw_style_manager_get_dark (adw_style_manager_get_default ()), &rgba);
  gdk_cairo_set_source_rgba (cr, &rgba);
  if (color < EXM_PALETTE_SIZE && exm_palette_is_square (color))
    cairo_rectangle (cr, 1, 1, width - 2, height - 2);
  else
    cairo_arc (cr, width / 2.0, height / 2.0, width / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
add_row (ExmMapLegend *self,
         guint         label,
         const char   *name,
         guint         color,
         guint         count)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget       *swatch = gtk_drawing_area_new ();
  GtkWidget       *title = gtk_label_new (name);
  g_autofree char *number = g_strdup_printf ("%'u", count);
  g_autofree char *words = NULL;
  GtkWidget       *figure = gtk_label_new (number);
  GtkWidget       *row = gtk_list_box_row_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), 12);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (swatch), 12);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), draw_swatch_cb, GUINT_TO_POINTER (color), NULL);
  gtk_widget_set_visible (swatch, label != ALL);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  /* Beside a long number as well, a short name is whole. */
  gtk_label_set_width_chars (GTK_LABEL (title), MIN (g_utf8_strlen (name, -1), SHORT_NAME));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (figure, "dim-label");
  gtk_box_append (GTK_BOX (box), swatch);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), figure);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* Translators: a label and how many posts it has on the map */
  words = g_strdup_printf (ngettext ("%s, %'u post", "%s, %'u posts", count), name, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_list_box_append (self->list, row);
  g_array_append_val (self->labels, label);
  if (label == self->picked)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
clear (ExmMapLegend *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  g_array_set_size (self->labels, 0);
}

void
exm_map_legend_set_labels (ExmMapLegend     *self,
                           ExmDataset       *dataset,
                           const ExmLabelId *labels,
                           guint             n)
{
  g_autofree guint *counts = g_new0 (guint, EXM_MAP_GONE + 1);
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  guint all = 0;

  g_return_if_fail (EXM_IS_MAP_LEGEND (self));

  for (guint i = 0; i < n; i++)
    counts[labels[i]]++;
  for (guint label = 0; label < EXM_MAP_GONE; label++)
    if (counts[label] > 0)
      {
        Entry entry = { label, counts[label] };

        g_array_append_val (entries, entry);
        all += counts[label];
      }
  g_array_sort (entries, compare_entries);

  self->filling = TRUE;
  clear (self);
  add_row (self, ALL, _ ("All Labels"), EXM_PALETTE_SIZE, all);
  for (guint i = 0; i < MIN (entries->len, ROWS_MAX); i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      ExmLabel    *label = entry->label != 0 ? exm_dataset_get_label (dataset, (ExmLabelId)entry->label) : NULL;

      add_row (self, entry->label, label != NULL ? exm_label_get_name (label) : _ ("No Label"), label != NULL ? exm_label_get_color (label) : EXM_PALETTE_SIZE, entry->count);
    }
  self->filling = FALSE;
  if (gtk_list_box_get_selected_row (self->list) == NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static void
exm_map_legend_dispose (GObject *object)
{
  g_clear_pointer (&EXM_MAP_LEGEND (object)->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_map_legend_parent_class)->dispose (object);
}

static void
exm_map_legend_finalize (GObject *object)
{
  g_array_unref (EXM_MAP_LEGEND (object)->labels);

  G_OBJECT_CLASS (exm_map_legend_parent_class)->finalize (object);
}

static void
exm_map_legend_class_init (ExmMapLegendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_map_legend_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_map_legend_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_UINT);
}

static void
exm_map_legend_init (ExmMapLegend *self)
{
  self->labels = g_array_new (FALSE, FALSE, sizeof (guint));
  self->picked = ALL;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Labels on the map"), -1);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (self->scroller, 160, -1);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
exm_map_legend_new (void)
{
  return g_object_new (EXM_TYPE_MAP_LEGEND, NULL);
}
