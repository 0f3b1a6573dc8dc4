/* exm-cell.c - one cell of the table of examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-cell-private.h"

#include <glib/gi18n-lib.h>

#include "exm-line.h"
#include "exm-palette.h"

/*   [pill] [icon] text ──────────────
 *
 * The text is drawn here, and what is asked for does not depend on it: so rows are of one
 * height, binding a row needs no layout pass, and there is a widget less in each cell. Cells
 * take no focus: the row has it, and Tab leaves the table (ExmTable).
 *
 * The pill (key and colour of the label) and the icon (state) exist only in
 * cells of the columns that need them. */

/* px between them */
#define SPACING 6

/* In shown_look: there is a pill; the key and the colour are below. */
#define LOOK_PILL (1u << 31)

struct _ExmCell
{
  GtkWidget parent_instance;

  ExmTableColumn column;

  ExmDataset  *dataset; /* borrowed while bound */
  GtkListItem *item;    /* borrowed while bound */
  ExmRow      *row;
  gulong       changed_id;

  GtkWidget      *pill;
  GtkWidget      *icon;
  GtkWidget      *editor;
  ExmLine        *line;
  graphene_rect_t text_area;
  const char     *icon_name; /* static string */

  /* What is shown: a page that comes again tells all its rows, and most cells
   * of them have nothing to do. */
  char       *shown;
  ExmDataset *shown_dataset; /* never looked into: it may be gone */
  ExmRowId    shown_id;
  guint       shown_number;
  guint       shown_look; /* of the pill: colour and key, 0 = no pill */
  guint       shown_loaded : 1;
};

G_DEFINE_FINAL_TYPE (ExmCell, exm_cell, GTK_TYPE_WIDGET)

/* --- showing it --------------------------------------------------------------------- */

static const char *
exm_cell_state_icon (ExmRow *row)
{
  if (!exm_row_is_loaded (row))
    return NULL;

  switch (exm_row_get_state (row))
    {
    case EXM_STATE_DONE:
      return _exm_cell_problem_text (row) != NULL ? "dialog-warning-symbolic" : "object-select-symbolic";
    case EXM_STATE_SKIPPED:
      return "action-unavailable-symbolic";
    case EXM_STATE_FLAGGED:
      return "starred-symbolic";
    case EXM_STATE_TODO:
    default:
      return "list-remove-symbolic";
    }
}

static void
exm_cell_show_state (ExmCell *self)
{
  const char *icon_name = exm_cell_state_icon (self->row);
  gboolean    warns = g_strcmp0 (icon_name, "dialog-warning-symbolic") == 0;

  if (icon_name != self->icon_name)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
      self->icon_name = icon_name;
      if (warns)
        gtk_widget_add_css_class (self->icon, "warning");
      else
        gtk_widget_remove_css_class (self->icon, "warning");
    }
}

static void
exm_cell_show_label (ExmCell *self)
{
  ExmLabelId id = exm_row_get_label (self->row);
  ExmLabel  *label = id != 0 ? exm_dataset_get_label (self->dataset, id) : NULL;
  guint      look = label != NULL ? LOOK_PILL | exm_label_get_color (label) << 24 | exm_label_get_key (label) : 0;
  char       key[7] = "";

  if (look == self->shown_look)
    return;
  self->shown_look = look;
  gtk_widget_set_visible (self->pill, label != NULL);
  if (label == NULL)
    return;
  if (exm_label_get_key (label) != 0)
    key[g_unichar_to_utf8 (exm_label_get_key (label), key)] = '\0';
  gtk_inscription_set_text (GTK_INSCRIPTION (self->pill), key);
  exm_palette_set_class (self->pill, exm_label_get_color (label));
}

/* A row's own name is its number, post and label, so a screen reader that walks
 * the rows reads them. The cell of the post gives it: it is always shown; the cells
 * of label and status, when these alone have changed. */
static void
exm_cell_name_row (ExmCell *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;

  if (row == NULL)
    return;

  g_autofree char *number = exm_cell_dup_text (self->dataset, self->row, EXM_TABLE_COLUMN_NUMBER);
  g_autofree char *post = exm_cell_dup_text (self->dataset, self->row, EXM_TABLE_COLUMN_POST);
  g_autofree char *label = exm_cell_dup_text (self->dataset, self->row, EXM_TABLE_COLUMN_LABEL);

  ExmState         state = exm_row_get_state (self->row);
  g_autofree char *name = NULL;

  if (*label == '\0')
    {
      g_free (label);
      label = g_strdup (_ ("none"));
    }
  if (state == EXM_STATE_SKIPPED || state == EXM_STATE_FLAGGED)
    /* Translators: what a screen reader says of a row: number, post, label, Skipped or Flagged */
    name = g_strdup_printf (_ ("Row %s: %s. Label: %s. %s"), number, post, label, exm_state_to_string (state));
  else
    /* Translators: what a screen reader says of a row: number, post, label */
    name = g_strdup_printf (_ ("Row %s: %s. Label: %s"), number, post, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* A cell's own name says of which row it is. */
static void
exm_cell_name (ExmCell    *self,
               const char *text)
{
  g_autofree char *name = NULL;

  if (self->column == EXM_TABLE_COLUMN_NUMBER)
    /* Translators: the name of a table cell: row number */
    name = g_strdup_printf (_ ("Row %s"), text);
  else
    /* Translators: the name of a table cell for screen readers: column, row number, content */
    name = g_strdup_printf (_ ("%s of row %u: %s"), exm_table_column_get_title (self->column), exm_row_get_number (self->row),
                               *text != '\0' ? text : _ ("none"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
exm_cell_show_text (ExmCell    *self,
                    const char *text)
{
  gboolean todo = self->column == EXM_TABLE_COLUMN_LABEL && *text == '\0' && exm_row_is_loaded (self->row);

  if (self->column == EXM_TABLE_COLUMN_LABEL)
    {
      if (todo)
        gtk_widget_add_css_class (GTK_WIDGET (self), "placeholder");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self), "placeholder");
    }
  exm_line_set_text (self->line, todo ? _ ("Choose a label") : text);
}

void
exm_cell_refresh (ExmCell *self)
{
  g_return_if_fail (EXM_IS_CELL (self));

  if (self->row == NULL)
    return;

  g_autofree char *text = exm_cell_dup_text (self->dataset, self->row, self->column);
  guint            number = exm_row_get_number (self->row);
  guint            loaded = exm_row_is_loaded (self->row);
  gboolean         is_first = self->shown == NULL || self->shown_id != exm_row_get_id (self->row) ||
                      self->shown_dataset != self->dataset;

  if (self->column == EXM_TABLE_COLUMN_LABEL)
    exm_cell_show_label (self);
  else if (self->column == EXM_TABLE_COLUMN_STATUS)
    exm_cell_show_state (self);

  /* No text yet is not the same as none. */
  if (!is_first && number == self->shown_number && loaded == self->shown_loaded && g_str_equal (text, self->shown))
    return;
  exm_cell_show_text (self, text);
  exm_cell_name (self, text);
  if (self->column == EXM_TABLE_COLUMN_POST ||
      ((self->column == EXM_TABLE_COLUMN_LABEL || self->column == EXM_TABLE_COLUMN_STATUS) && !is_first))
    exm_cell_name_row (self);
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  self->shown_dataset = self->dataset;
  self->shown_id = exm_row_get_id (self->row);
  self->shown_number = number;
  self->shown_loaded = loaded;
}

/* --- binding ------------------------------------------------------------------------ */

void
exm_cell_bind (ExmCell     *self,
               ExmDataset  *dataset,
               GtkListItem *item)
{
  g_return_if_fail (EXM_IS_CELL (self));
  g_return_if_fail (self->row == NULL);

  self->dataset = dataset;
  self->item = item;
  self->row = g_object_ref (EXM_ROW (gtk_list_item_get_item (item)));
  self->changed_id = g_signal_connect_swapped (self->row, "changed", G_CALLBACK (exm_cell_refresh), self);
  exm_cell_refresh (self);
}

void
exm_cell_unbind (ExmCell *self)
{
  g_return_if_fail (EXM_IS_CELL (self));

  if (self->row != NULL)
    g_clear_signal_handler (&self->changed_id, self->row);
  g_clear_object (&self->row);
  /* What is shown stays: the next row comes at once, and when only the selection has
   * changed it is the same one. */
  self->dataset = NULL;
  self->item = NULL;
}

ExmTableColumn
exm_cell_get_column (ExmCell *self)
{
  g_return_val_if_fail (EXM_IS_CELL (self), EXM_N_TABLE_COLUMNS);

  return self->column;
}

ExmRow *
exm_cell_get_row (ExmCell *self)
{
  g_return_val_if_fail (EXM_IS_CELL (self), NULL);

  return self->row;
}

guint
exm_cell_get_position (ExmCell *self)
{
  g_return_val_if_fail (EXM_IS_CELL (self), GTK_INVALID_LIST_POSITION);

  return self->item != NULL ? gtk_list_item_get_position (self->item) : GTK_INVALID_LIST_POSITION;
}

GtkWidget *
exm_cell_get_editor (ExmCell *self)
{
  g_return_val_if_fail (EXM_IS_CELL (self), NULL);

  return self->editor;
}

void
exm_cell_set_editor (ExmCell   *self,
                     GtkWidget *editor)
{
  g_return_if_fail (EXM_IS_CELL (self));

  if (self->editor != NULL)
    gtk_widget_unparent (self->editor);
  self->editor = editor;
  if (editor != NULL)
    gtk_widget_set_parent (editor, GTK_WIDGET (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- layout --------------------------------------------------------------------------- */

static void
exm_cell_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  ExmCell   *self = EXM_CELL (widget);
  GtkWidget *children[] = { self->pill, self->icon, self->editor };
  int        size[2];

  exm_line_measure (self->line, &size[GTK_ORIENTATION_HORIZONTAL], &size[GTK_ORIENTATION_VERTICAL]);
  *minimum = size[orientation];
  *natural = *minimum;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int min = 0;
      int nat = 0;

      if (children[i] == NULL || !gtk_widget_should_layout (children[i]))
        continue;
      gtk_widget_measure (children[i], orientation, -1, &min, &nat, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL || children[i] == self->editor)
        {
          *minimum = MAX (*minimum, min);
          *natural = MAX (*natural, nat);
        }
      else
        {
          *minimum += min + SPACING;
          *natural += nat + SPACING;
        }
    }
}

static void
exm_cell_allocate_part (ExmCell   *self,
                        GtkWidget *child,
                        int        x,
                        int        part,
                        int        width,
                        int        height)
{
  gboolean      is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkAllocation area = { is_rtl ? width - x - part : x, 0, part, height };

  if (child != NULL)
    gtk_widget_size_allocate (child, &area, -1);
  else
    graphene_rect_init (&self->text_area, area.x, 0, area.width, area.height);
}

static void
exm_cell_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  ExmCell   *self = EXM_CELL (widget);
  GtkWidget *first[] = { self->pill, self->icon };
  int        x = 0;

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    if (first[i] != NULL && gtk_widget_should_layout (first[i]))
      {
        int part;

        gtk_widget_measure (first[i], GTK_ORIENTATION_HORIZONTAL, -1, &part, NULL, NULL, NULL);
        exm_cell_allocate_part (self, first[i], x, part, width, height);
        x += part + SPACING;
      }
  exm_cell_allocate_part (self, self->editor, x, MAX (width - x, 0), width, height);
}

static void
exm_cell_snapshot (GtkWidget   *widget,
                   GtkSnapshot *snapshot)
{
  ExmCell *self = EXM_CELL (widget);

  GTK_WIDGET_CLASS (exm_cell_parent_class)->snapshot (widget, snapshot);
  if (self->editor == NULL)
    exm_line_snapshot (self->line, snapshot, &self->text_area);
}

static void
exm_cell_css_changed (GtkWidget         *widget,
                      GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (exm_cell_parent_class)->css_changed (widget, change);
  exm_line_restyle (EXM_CELL (widget)->line);
}

static void
exm_cell_direction_changed (GtkWidget       *widget,
                            GtkTextDirection before)
{
  GTK_WIDGET_CLASS (exm_cell_parent_class)->direction_changed (widget, before);
  exm_line_restyle (EXM_CELL (widget)->line);
}

static void
exm_cell_system_setting_changed (GtkWidget       *widget,
                                 GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (exm_cell_parent_class)->system_setting_changed (widget, setting);
  exm_line_restyle (EXM_CELL (widget)->line);
}

/* --- object ------------------------------------------------------------------------- */

static void
exm_cell_dispose (GObject *object)
{
  ExmCell *self = EXM_CELL (object);

  if (self->row != NULL)
    g_clear_signal_handler (&self->changed_id, self->row);
  g_clear_object (&self->row);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->editor, gtk_widget_unparent);
  g_clear_pointer (&self->pill, gtk_widget_unparent);
  g_clear_pointer (&self->icon, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_cell_parent_class)->dispose (object);
}

static void
exm_cell_finalize (GObject *object)
{
  exm_line_free (EXM_CELL (object)->line);

  G_OBJECT_CLASS (exm_cell_parent_class)->finalize (object);
}

static void
exm_cell_class_init (ExmCellClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_cell_dispose;
  object_class->finalize = exm_cell_finalize;
  widget_class->measure = exm_cell_measure;
  widget_class->size_allocate = exm_cell_size_allocate;
  widget_class->snapshot = exm_cell_snapshot;
  widget_class->css_changed = exm_cell_css_changed;
  widget_class->direction_changed = exm_cell_direction_changed;
  widget_class->system_setting_changed = exm_cell_system_setting_changed;

  gtk_widget_class_set_css_name (widget_class, "exmcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
exm_cell_init (ExmCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

/* An inscription: a label would ask for another size with each key. */
static GtkWidget *
exm_cell_new_pill (void)
{
  GtkWidget *pill = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (pill), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (pill), 1);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (pill), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (pill), 1);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (pill), 1);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (pill), 0.5);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (pill, "label-pill");
  gtk_widget_set_visible (pill, FALSE);
  return pill;
}

static ExmLineFlags
exm_cell_line_flags (ExmTableColumn column)
{
  if (exm_table_column_get_info (column)->numeric)
    return EXM_LINE_NUMBER;
  return column == EXM_TABLE_COLUMN_LABEL || column == EXM_TABLE_COLUMN_STATUS ? EXM_LINE_BESIDE : EXM_LINE_PLAIN;
}

GtkWidget *
exm_cell_new (ExmTableColumn column)
{
  ExmCell *self = g_object_new (EXM_TYPE_CELL, NULL);

  self->column = column;
  self->line = exm_line_new (GTK_WIDGET (self), exm_cell_line_flags (column));
  if (column == EXM_TABLE_COLUMN_LABEL)
    {
      self->pill = exm_cell_new_pill ();
      gtk_widget_set_parent (self->pill, GTK_WIDGET (self));
    }
  if (column == EXM_TABLE_COLUMN_STATUS)
    {
      self->icon = gtk_image_new ();
      gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
    }
  if (column == EXM_TABLE_COLUMN_NUMBER)
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim-label");
  return GTK_WIDGET (self);
}
