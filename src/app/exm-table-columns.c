/* exm-table-columns.c - columns of the table: cells, sort, which are shown, widths
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-table-private.h"

/* Rows are sorted by the query, never by GTK: a column's sorter is only there so
 * that its header can be clicked. Which header leads is not told before GTK 4.10
 * (gtk_column_view_sorter_get_primary_sort_column), so the view's sorter is
 * asked to compare two (different) things: the leading column's function is called first and
 * writes down which one it is, and the sign of the result is the direction. */

typedef struct
{
  ExmTable      *table;
  ExmTableColumn column;
} SortProbe;

static int
exm_table_probe_compare (gconstpointer a,
                         gconstpointer b,
                         gpointer      user_data)
{
  SortProbe *probe = user_data;

  if (probe->table->probed_column == EXM_N_TABLE_COLUMNS)
    probe->table->probed_column = probe->column;
  return -1;
}

ExmSort
exm_table_get_sort (ExmTable *self,
                    gboolean *descending)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), EXM_SORT_ORDER);

  GtkSorter  *sorter = gtk_column_view_get_sorter (self->view);
  GtkOrdering ordering;

  self->probed_column = EXM_N_TABLE_COLUMNS;
  ordering = gtk_sorter_compare (sorter, self, self->view);
  *descending = ordering == GTK_ORDERING_LARGER;
  if (self->probed_column == EXM_N_TABLE_COLUMNS)
    {
      *descending = FALSE;
      return EXM_SORT_ORDER;
    }
  return exm_table_column_get_info (self->probed_column)->sort;
}

void
exm_table_set_sort (ExmTable      *self,
                    ExmTableColumn column,
                    gboolean       descending)
{
  g_return_if_fail (EXM_IS_TABLE (self));
  g_return_if_fail (column < EXM_N_TABLE_COLUMNS);

  gtk_column_view_sort_by_column (self->view, self->columns[column],
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
exm_table_sorter_changed_cb (ExmTable *self)
{
  g_signal_emit_by_name (self, "sort-changed");
}

/* --- cells ----------------------------------------------------------------------- */

static void
exm_table_setup_cb (GtkSignalListItemFactory *factory,
                    GtkListItem              *item,
                    gpointer                  user_data)
{
  gtk_list_item_set_child (item, exm_cell_new (GPOINTER_TO_UINT (user_data)));
}

static void
exm_table_bind_cb (GtkSignalListItemFactory *factory,
                   GtkListItem              *item,
                   ExmTable                 *self)
{
  if (!exm_row_selection_is_ghost (self->selection, gtk_list_item_get_position (item)))
    exm_cell_bind (EXM_CELL (gtk_list_item_get_child (item)), self->dataset, item);
}

static void
exm_table_unbind_cb (GtkSignalListItemFactory *factory,
                     GtkListItem              *item,
                     ExmTable                 *self)
{
  ExmCell *cell = EXM_CELL (gtk_list_item_get_child (item));

  _exm_table_cell_unbound (self, cell);
  exm_cell_unbind (cell);
}

/* --- settings -------------------------------------------------------------------- */

/* GTK 4.8 takes the fixed width of a hidden column away from the one that may
 * expand; so a hidden column has none, and gets its own back when it is shown. */
static void
exm_table_show_column (ExmTable *self,
                       guint     id,
                       gboolean  visible)
{
  self->is_setting_width = TRUE;
  gtk_column_view_column_set_visible (self->columns[id], visible);
  gtk_column_view_column_set_fixed_width (self->columns[id], visible ? self->widths[id] : -1);
  self->is_setting_width = FALSE;
}

/* Pixels of a digit, and of what stands around the number. */
#define DIGIT 9
#define NUMBER_MARGIN 36

/* Wide enough for the highest number, unless the user has said how wide. */
void
_exm_table_fit_number (ExmTable *self)
{
  guint            n_rows = exm_dataset_get_stats (self->dataset)->n_examples;
  g_autofree char *highest = g_strdup_printf ("%'u", n_rows);
  int              width = MAX (exm_table_column_get_info (EXM_TABLE_COLUMN_NUMBER)->width,
                                NUMBER_MARGIN + DIGIT * (int)g_utf8_strlen (highest, -1));

  if (self->fitted_width != 0 && self->widths[EXM_TABLE_COLUMN_NUMBER] != self->fitted_width)
    return;
  if (self->fitted_width == 0 && self->widths[EXM_TABLE_COLUMN_NUMBER] != exm_table_column_get_info (EXM_TABLE_COLUMN_NUMBER)->width)
    return;
  self->fitted_width = width;
  self->widths[EXM_TABLE_COLUMN_NUMBER] = width;
  exm_table_show_column (self, EXM_TABLE_COLUMN_NUMBER,
                         gtk_column_view_column_get_visible (self->columns[EXM_TABLE_COLUMN_NUMBER]));
}

static void
exm_table_save_columns (ExmTable *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (self->settings == NULL)
    return;
  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    if (gtk_column_view_column_get_visible (self->columns[i]))
      g_strv_builder_add (builder, exm_table_column_get_info (i)->id);

  g_auto(GStrv) ids = g_strv_builder_end (builder);

  g_settings_set_strv (self->settings, "table-columns", (const char *const *)ids);
}

/* The last column in sight fills the table's width only if it may expand; a post
 * column with a width of its own stops expanding. */
static void
exm_table_width_changed_cb (ExmTable *self)
{
  GVariantBuilder builder;

  if (self->settings == NULL || self->is_setting_width)
    return;
  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    if (gtk_column_view_column_get_visible (self->columns[i]))
      self->widths[i] = gtk_column_view_column_get_fixed_width (self->columns[i]);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{si}"));
  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    {
      const ExmTableColumnInfo *info = exm_table_column_get_info (i);
      int                       width = self->widths[i];

      if (width > 0 && (info->expand || width != info->width) &&
          (i != EXM_TABLE_COLUMN_NUMBER || width != self->fitted_width))
        g_variant_builder_add (&builder, "{si}", info->id, width);
    }
  g_settings_set_value (self->settings, "column-widths", g_variant_builder_end (&builder));
}

void
exm_table_bind_settings (ExmTable  *self,
                         GSettings *settings)
{
  g_return_if_fail (EXM_IS_TABLE (self));
  g_return_if_fail (self->settings == NULL);

  g_auto(GStrv) shown = g_settings_get_strv (settings, "table-columns");
  g_autoptr(GVariant) widths = g_settings_get_value (settings, "column-widths");

  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    {
      const ExmTableColumnInfo *info = exm_table_column_get_info (i);
      int                       width = 0;

      /* A table without posts is of no use, whatever the settings say. */
      if (g_variant_lookup (widths, info->id, "i", &width) && width >= 24 && width <= 4000)
        self->widths[i] = width;
      exm_table_show_column (self, i,
                             i == EXM_TABLE_COLUMN_POST ||
                               g_strv_contains ((const char *const *)shown, info->id));
    }
  self->settings = g_object_ref (settings);
}

void
_exm_table_unbind_settings (ExmTable *self)
{
  g_clear_object (&self->settings);
}

gboolean
exm_table_is_column_visible (ExmTable      *self,
                             ExmTableColumn column)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), FALSE);
  g_return_val_if_fail (column < EXM_N_TABLE_COLUMNS, FALSE);

  return gtk_column_view_column_get_visible (self->columns[column]);
}

void
exm_table_set_column_visible (ExmTable      *self,
                              ExmTableColumn column,
                              gboolean       visible)
{
  g_return_if_fail (EXM_IS_TABLE (self));
  g_return_if_fail (column < EXM_N_TABLE_COLUMNS);

  if (column == EXM_TABLE_COLUMN_POST)
    return;
  exm_table_show_column (self, column, visible);
  _exm_table_place_bars (self);
  exm_table_save_columns (self);
}

void
exm_table_set_header_menu (ExmTable   *self,
                           GMenuModel *menu)
{
  g_return_if_fail (EXM_IS_TABLE (self));

  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    gtk_column_view_column_set_header_menu (self->columns[i], menu);
}

/* --- building -------------------------------------------------------------------- */

static GtkColumnViewColumn *
exm_table_build_column (ExmTable      *self,
                        ExmTableColumn id)
{
  const ExmTableColumnInfo *info = exm_table_column_get_info (id);
  GtkListItemFactory       *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn      *column = gtk_column_view_column_new (exm_table_column_get_title (id), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (exm_table_setup_cb), GUINT_TO_POINTER (id));
  g_signal_connect (factory, "bind", G_CALLBACK (exm_table_bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (exm_table_unbind_cb), self);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, info->expand);
  if (info->sortable)
    {
      SortProbe *probe = g_new0 (SortProbe, 1);

      probe->table = self;
      probe->column = id;

      g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (exm_table_probe_compare, probe, g_free));

      gtk_column_view_column_set_sorter (column, sorter);
    }
  g_signal_connect_object (column, "notify::fixed-width",
                           G_CALLBACK (exm_table_width_changed_cb), self, G_CONNECT_SWAPPED);
  return column;
}

void
_exm_table_build_columns (ExmTable *self)
{
  for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
    {
      self->columns[i] = exm_table_build_column (self, i);
      self->widths[i] = exm_table_column_get_info (i)->expand ? -1 : exm_table_column_get_info (i)->width;
      exm_table_show_column (self, i, i <= EXM_TABLE_COLUMN_STATUS);
      gtk_column_view_append_column (self->view, self->columns[i]);
    }
  /* The order in which rows stand at first is that of their numbers, and the header
   * says so: else the first click on it would ask for what is there already. */
  exm_table_set_sort (self, EXM_TABLE_COLUMN_NUMBER, FALSE);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (exm_table_sorter_changed_cb), self, G_CONNECT_SWAPPED);
}

/* The titles of numbers stand above the numbers. The first column needs it: at its
 * beginning the handle of the side panel takes the pointer, and "#" could not be clicked.
 *
 *   title widget > box > [ title, arrow ], or a box of these where there are bars below */
void
_exm_table_align_titles (ExmTable *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; i < EXM_N_TABLE_COLUMNS && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *box = gtk_widget_get_first_child (title);
      GtkWidget *line = box != NULL ? gtk_widget_get_first_child (box) : NULL;

      if (box != NULL && GTK_IS_BOX (box) && exm_table_column_get_info (i)->numeric)
        gtk_widget_set_halign (line != NULL && GTK_IS_BOX (line) ? line : box, GTK_ALIGN_END);
    }
}
