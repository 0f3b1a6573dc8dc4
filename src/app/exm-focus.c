/* exm-focus.c - Tab goes through all of a window, whatever had the focus before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-focus.h"

#include <adwaita.h>

typedef struct
{
  GPtrArray *trail;   /* of GWeakRef: what had the focus last, and then all around it, outwards */
  GWeakRef   outside; /* what had the focus last outside of popovers */
} Watch;

static const char watch_key[] = "exm-focus-watch";
static const char is_watched_key[] = "exm-focus-is-watched";

static void
weak_free (gpointer data)
{
  GWeakRef *weak = data;

  g_weak_ref_clear (weak);
  g_free (weak);
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_ptr_array_unref (watch->trail);
  g_weak_ref_clear (&watch->outside);
  g_free (watch);
}

static void
take_trail (Watch     *watch,
            GtkWidget *focus)
{
  g_ptr_array_set_size (watch->trail, 0);
  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      GWeakRef *weak = g_new0 (GWeakRef, 1);

      g_weak_ref_init (weak, widget);
      g_ptr_array_add (watch->trail, weak);
    }
}

/* GTK and libadwaita have three ways to go from child to child; what goes any other
 * way has an order of its own. */
static gboolean
is_plain (GtkWidget *widget)
{
  const GType           types[] = { GTK_TYPE_WIDGET, GTK_TYPE_BOX, ADW_TYPE_BIN };
  const GtkWidgetClass *base = g_type_class_peek (GTK_TYPE_WIDGET);

  /* GtkPaned keeps books of it. */
  if (GTK_WIDGET_GET_CLASS (widget)->set_focus_child != base->set_focus_child)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidgetClass *klass = g_type_class_ref (types[i]);
      gboolean        same = GTK_WIDGET_GET_CLASS (widget)->focus == klass->focus;

      g_type_class_unref (klass);
      if (same)
        return TRUE;
    }
  return FALSE;
}

/* A page that is left for another one is out of sight, but still there. */
static gboolean
was_turned (Watch *watch)
{
  g_autoptr (GtkWidget) former = watch->trail->len > 0 ? g_weak_ref_get (watch->trail->pdata[0]) : NULL;

  return former != NULL && gtk_widget_get_root (former) != NULL && !gtk_widget_get_mapped (former);
}

static gboolean
come_back_cb (gpointer user_data)
{
  GtkWindow *window = user_data;
  Watch     *watch = g_object_get_data (G_OBJECT (window), watch_key);
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *popover = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;
  g_autoptr (GtkWidget) outside = g_weak_ref_get (&watch->outside);

  if (popover == NULL || gtk_widget_get_mapped (popover))
    return G_SOURCE_REMOVE;
  if (outside == NULL || !gtk_widget_get_mapped (outside) || !gtk_widget_grab_focus (outside))
    gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
unmap_cb (GtkWidget *popover)
{
  GtkRoot *root = gtk_widget_get_root (popover);

  /* Once it is gone: a menu turns back to its first page then. */
  if (GTK_IS_WINDOW (root) && g_object_get_data (G_OBJECT (root), watch_key) != NULL)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, come_back_cb, g_object_ref (root), g_object_unref);
}

/* A menu that is closed while a menu of it is shown keeps the focus (GTK 4.8), and
 * no key comes to the window any more: bring it back to where it was. */
static void
note_popover (Watch     *watch,
              GtkWidget *focus)
{
  GtkWidget *popover = gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER);

  if (popover == NULL)
    g_weak_ref_set (&watch->outside, focus);
  else if (g_object_get_data (G_OBJECT (popover), is_watched_key) == NULL)
    {
      g_object_set_data (G_OBJECT (popover), is_watched_key, GINT_TO_POINTER (TRUE));
      g_signal_connect (popover, "unmap", G_CALLBACK (unmap_cb), NULL);
    }
}

/* From row to row of a list, with each key: nothing else is left or entered. */
static gboolean
went_beside (Watch     *watch,
             GtkWidget *focus)
{
  g_autoptr (GtkWidget) former = watch->trail->len > 0 ? g_weak_ref_get (watch->trail->pdata[0]) : NULL;

  if (former == NULL || gtk_widget_get_parent (former) == NULL || gtk_widget_get_parent (former) != gtk_widget_get_parent (focus))
    return FALSE;
  g_weak_ref_set (watch->trail->pdata[0], focus);
  return TRUE;
}

static void
focus_cb (GtkWindow  *window,
          GParamSpec *pspec,
          Watch      *watch)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  /* Between two places. */
  if (focus == NULL)
    return;
  if (went_beside (watch, focus))
    {
      note_popover (watch, focus);
      return;
    }
  for (guint i = 1; i < watch->trail->len && !was_turned (watch); i++)
    {
      g_autoptr (GtkWidget) widget = g_weak_ref_get (watch->trail->pdata[i]);

      if (widget != NULL && is_plain (widget) && focus != widget && !gtk_widget_is_ancestor (focus, widget))
        gtk_widget_set_focus_child (widget, NULL);
    }
  take_trail (watch, focus);
  note_popover (watch, focus);
}

gboolean
exm_focus_page (GtkWidget *page)
{
  GtkWidget *last = page;

  g_return_val_if_fail (GTK_IS_WIDGET (page), FALSE);

  for (GtkWidget *child = page; child != NULL; child = gtk_widget_get_focus_child (child))
    last = child;
  /* From what had it, GTK would go on to the next. */
  if (last != page && gtk_widget_get_mapped (last) && gtk_widget_grab_focus (last))
    return TRUE;
  return gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

gboolean
exm_focus_enter (GtkWidget       *widget,
                 GtkDirectionType direction,
                 GtkWidget       *first)
{
  GtkRoot   *root;
  GtkWidget *focus;

  g_return_val_if_fail (GTK_IS_WIDGET (widget) && GTK_IS_WIDGET (first), FALSE);

  root = gtk_widget_get_root (widget);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (direction != GTK_DIR_TAB_FORWARD || (focus != NULL && gtk_widget_is_ancestor (focus, widget)))
    return FALSE;
  return gtk_widget_child_focus (first, direction);
}

void
exm_focus_watch (GtkWindow *window)
{
  Watch *watch;

  g_return_if_fail (GTK_IS_WINDOW (window));

  watch = g_new0 (Watch, 1);
  watch->trail = g_ptr_array_new_with_free_func (weak_free);
  g_weak_ref_init (&watch->outside, NULL);
  g_object_set_data_full (G_OBJECT (window), watch_key, watch, watch_free);
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_cb), watch);
}
