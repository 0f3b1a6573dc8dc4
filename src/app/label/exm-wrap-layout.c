/* exm-wrap-layout.c - children in lines, as words stand in a text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-wrap-layout.h"

struct _ExmWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (ExmWrapLayout, exm_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
exm_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                  GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
child_width (GtkWidget *child,
             int        width)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return width < 0 ? natural : MAX (minimum, MIN (natural, width));
}

/* One line from @first on: returns the child after it. */
static GtkWidget *
measure_line (ExmWrapLayout *self,
              GtkWidget     *first,
              int            width,
              int           *height)
{
  int        used = 0;
  GtkWidget *child;

  *height = 0;
  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int each, minimum, natural;

      if (!gtk_widget_should_layout (child))
        continue;
      each = child_width (child, width);
      if (used > 0 && used + self->spacing + each > width)
        break;
      used += (used > 0 ? self->spacing : 0) + each;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, each, &minimum, &natural, NULL, NULL);
      *height = MAX (*height, natural);
    }
  return child;
}

static void
exm_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         GtkOrientation    orientation,
                         int               for_size,
                         int              *minimum,
                         int              *natural,
                         int              *minimum_baseline,
                         int              *natural_baseline)
{
  ExmWrapLayout *self = EXM_WRAP_LAYOUT (manager);
  GtkWidget     *child = gtk_widget_get_first_child (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int least, wanted;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
          *minimum = MAX (*minimum, least);
          *natural += wanted + (*natural > 0 ? self->spacing : 0);
        }
      return;
    }
  while (child != NULL)
    {
      int height;

      child = measure_line (self, child, for_size < 0 ? G_MAXINT / 2 : for_size, &height);
      *natural += height + (*natural > 0 && height > 0 ? self->spacing : 0);
    }
  *minimum = *natural;
}

static void
exm_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          int               width,
                          int               height,
                          int               baseline)
{
  ExmWrapLayout *self = EXM_WRAP_LAYOUT (manager);
  gboolean       is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget     *child = gtk_widget_get_first_child (widget);
  int            y = 0;

  while (child != NULL)
    {
      int        line_height;
      int        x = 0;
      GtkWidget *next = measure_line (self, child, width, &line_height);

      for (; child != next; child = gtk_widget_get_next_sibling (child))
        {
          int           each;
          GtkAllocation area;

          if (!gtk_widget_should_layout (child))
            continue;
          each = child_width (child, width);
          area = (GtkAllocation){ is_rtl ? width - x - each : x, y, each, line_height };
          gtk_widget_size_allocate (child, &area, -1);
          x += each + self->spacing;
        }
      y += line_height + (line_height > 0 ? self->spacing : 0);
    }
}

static void
exm_wrap_layout_class_init (ExmWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = exm_wrap_layout_get_request_mode;
  layout_class->measure = exm_wrap_layout_measure;
  layout_class->allocate = exm_wrap_layout_allocate;
}

static void
exm_wrap_layout_init (ExmWrapLayout *self)
{
}

GtkLayoutManager *
exm_wrap_layout_new (int spacing)
{
  ExmWrapLayout *self = g_object_new (EXM_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}

/* --- a box with it ------------------------------------------------------------------- */

#define EXM_TYPE_WRAP_BOX (exm_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (ExmWrapBox, exm_wrap_box, EXM, WRAP_BOX, GtkWidget)

struct _ExmWrapBox
{
  GtkWidget parent_instance;

  gboolean one_stop;
};

G_DEFINE_FINAL_TYPE (ExmWrapBox, exm_wrap_box, GTK_TYPE_WIDGET)

static gboolean
exm_wrap_box_focus (GtkWidget       *widget,
                    GtkDirectionType direction)
{
  gboolean is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (EXM_WRAP_BOX (widget)->one_stop && is_tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (exm_wrap_box_parent_class)->focus (widget, direction);
}

static void
exm_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_wrap_box_parent_class)->dispose (object);
}

static void
exm_wrap_box_class_init (ExmWrapBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_wrap_box_dispose;
  GTK_WIDGET_CLASS (klass)->focus = exm_wrap_box_focus;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
exm_wrap_box_init (ExmWrapBox *self)
{
}

GtkWidget *
exm_wrap_box_new (int      spacing,
                  gboolean one_stop)
{
  ExmWrapBox *box = g_object_new (EXM_TYPE_WRAP_BOX, NULL);

  box->one_stop = one_stop;
  gtk_widget_set_layout_manager (GTK_WIDGET (box), exm_wrap_layout_new (spacing));
  return GTK_WIDGET (box);
}
