/* exm-map-canvas-input.c - the plane of posts under pointer, fingers and keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <math.h>

/* A post is meant when the pointer is so near to it, in pixels. */
#define REACH 14.0
#define WHEEL_STEP 1.25
#define KEY_STEP 1.4
#define RECTANGLE_STEP 24.0

/* Shorter is a click, not a drag, in pixels. */
#define DRAG_LEAST 6.0

/* --- pointer ------------------------------------------------------------------------------ */

static void
motion_cb (ExmMapCanvas *self,
           double        x,
           double        y)
{
  guint point;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->outline->len > 0)
    return;
  point = _exm_map_canvas_pick (self, x, y, REACH);
  /* What keys chose stays until the pointer is at another post. */
  if (point != EXM_MAP_NONE || !self->by_keys)
    _exm_map_canvas_set_current (self, point, FALSE);
}

static void
leave_cb (ExmMapCanvas *self)
{
  if (!self->by_keys)
    _exm_map_canvas_set_current (self, EXM_MAP_NONE, FALSE);
}

static gboolean
scroll_cb (ExmMapCanvas *self,
           double        dx,
           double        dy)
{
  _exm_map_canvas_zoom_at (self, pow (WHEEL_STEP, -dy), self->pointer_x, self->pointer_y);
  return TRUE;
}

static void
begin_cb (ExmMapCanvas   *self,
          double          x,
          double          y,
          GtkGestureDrag *drag)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_x = self->camera.x;
  self->drag_y = self->camera.y;
  g_array_set_size (self->outline, 0);
  if (self->lasso || (state & GDK_SHIFT_MASK) != 0)
    g_array_append_val (self->outline, GRAPHENE_POINT_INIT ((float)x, (float)y));
}

static void
update_cb (ExmMapCanvas   *self,
           double          dx,
           double          dy,
           GtkGestureDrag *drag)
{
  double x, y;

  if (hypot (dx, dy) < DRAG_LEAST && self->outline->len <= 1)
    return;
  if (self->outline->len > 0)
    {
      gtk_gesture_drag_get_start_point (drag, &x, &y);
      g_array_append_val (self->outline, GRAPHENE_POINT_INIT ((float)(x + dx), (float)(y + dy)));
    }
  else
    {
      self->camera.x = self->drag_x - dx / self->camera.scale_x;
      self->camera.y = self->drag_y - dy / self->camera.scale_y;
      self->fitted = FALSE;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
end_cb (ExmMapCanvas   *self,
        double          dx,
        double          dy,
        GtkGestureDrag *drag)
{
  if (self->outline->len > 2)
    {
      self->has_rectangle = FALSE;
      _exm_map_canvas_select_outline (self);
    }
  g_array_set_size (self->outline, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pressed_cb (ExmMapCanvas    *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *click)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  guint           point = _exm_map_canvas_pick (self, x, y, REACH);

  if (point == EXM_MAP_NONE)
    return;
  _exm_map_canvas_set_current (self, point, TRUE);
  if (n_press == 2)
    g_signal_emit_by_name (self, "activated");
  else if ((state & GDK_CONTROL_MASK) != 0)
    {
      self->selected[point] = !self->selected[point];
      _exm_map_canvas_selection_changed (self);
    }
}

static void
pinch_begin_cb (ExmMapCanvas *self)
{
  self->pinch_scale = 1;
}

static void
pinch_cb (ExmMapCanvas *self,
          double        scale,
          GtkGesture   *gesture)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  _exm_map_canvas_zoom_at (self, scale / self->pinch_scale, x, y);
  self->pinch_scale = scale;
}

/* --- keys --------------------------------------------------------------------------------------- */

/* The nearest post that lies more in this direction than aside. */
static guint
find_in_direction (ExmMapCanvas *self,
                   int           dx,
                   int           dy)
{
  double x, y;
  guint  best = EXM_MAP_NONE;
  double nearest = G_MAXDOUBLE;

  if (self->current >= self->map->n)
    return _exm_map_canvas_pick (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0, 1e9);
  _exm_map_canvas_to_screen (self, self->current, &x, &y);
  for (guint i = 0; i < self->map->n; i++)
    {
      double px, py, along, aside, far;

      if (i == self->current || self->looks[i] >= EXM_MAP_N_LOOKS || (self->has_only && self->labels[i] != self->only))
        continue;
      _exm_map_canvas_to_screen (self, i, &px, &py);
      along = (px - x) * dx + (py - y) * dy;
      aside = fabs ((px - x) * dy) + fabs ((py - y) * dx);
      far = along + 2 * aside;
      if (along > 0.01 && aside <= along && far < nearest)
        {
          nearest = far;
          best = i;
        }
    }
  return best;
}

/* The map follows one who goes by keys. */
static void
keep_in_sight (ExmMapCanvas *self)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self));
  const double height = gtk_widget_get_height (GTK_WIDGET (self));
  double       x, y;

  _exm_map_canvas_to_screen (self, self->current, &x, &y);
  if (x > 20 && y > 20 && x < width - 20 && y < height - 20)
    return;
  self->camera.x = self->map->xy[2 * self->current];
  self->camera.y = self->map->xy[2 * self->current + 1];
  self->fitted = FALSE;
}

static void
grow_rectangle (ExmMapCanvas *self,
                int           dx,
                int           dy)
{
  if (self->current >= self->map->n)
    return;
  if (!self->has_rectangle)
    {
      const float x = self->map->xy[2 * self->current];
      const float y = self->map->xy[2 * self->current + 1];
      const float half_x = (float)(RECTANGLE_STEP / 2 / self->camera.scale_x);
      const float half_y = (float)(RECTANGLE_STEP / 2 / self->camera.scale_y);

      self->rectangle[0] = x - half_x;
      self->rectangle[1] = y - half_y;
      self->rectangle[2] = x + half_x;
      self->rectangle[3] = y + half_y;
      self->has_rectangle = TRUE;
    }
  self->rectangle[dx < 0 ? 0 : 2] += (float)(dx * RECTANGLE_STEP / self->camera.scale_x);
  self->rectangle[dy < 0 ? 1 : 3] += (float)(dy * RECTANGLE_STEP / self->camera.scale_y);
  _exm_map_canvas_select_rectangle (self);
}

static void
go (ExmMapCanvas   *self,
    int             dx,
    int             dy,
    GdkModifierType state)
{
  guint point;

  if ((state & GDK_CONTROL_MASK) != 0)
    exm_map_canvas_pan (self, dx * 0.15, dy * 0.15);
  else if ((state & GDK_SHIFT_MASK) != 0)
    grow_rectangle (self, dx, dy);
  else
    {
      point = find_in_direction (self, dx, dy);
      if (point == EXM_MAP_NONE)
        return;
      _exm_map_canvas_set_current (self, point, TRUE);
      keep_in_sight (self);
    }
}

static gboolean
let_go (ExmMapCanvas *self)
{
  if (self->n_selected == 0 && !self->has_rectangle && self->outline->len == 0)
    return FALSE;
  g_array_set_size (self->outline, 0);
  exm_map_canvas_clear_selection (self);
  return TRUE;
}

static gboolean
key_cb (ExmMapCanvas   *self,
        guint           key,
        guint           code,
        GdkModifierType state)
{
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();

  if (self->map == NULL || self->map->n == 0 || (held & ~(GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
      go (self, -1, 0, held);
      return TRUE;
    case GDK_KEY_Right:
      go (self, 1, 0, held);
      return TRUE;
    case GDK_KEY_Up:
      go (self, 0, -1, held);
      return TRUE;
    case GDK_KEY_Down:
      go (self, 0, 1, held);
      return TRUE;
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
    case GDK_KEY_equal:
      exm_map_canvas_zoom (self, KEY_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      exm_map_canvas_zoom (self, 1 / KEY_STEP);
      return TRUE;
    case GDK_KEY_Home:
      exm_map_canvas_zoom (self, 0);
      return TRUE;
    case GDK_KEY_Escape:
      return let_go (self);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit_by_name (self, "activated");
      return TRUE;
    case GDK_KEY_space:
      if (self->current >= self->map->n)
        return FALSE;
      self->selected[self->current] = !self->selected[self->current];
      _exm_map_canvas_selection_changed (self);
      return TRUE;
    default:
      break;
    }
  if ((held & GDK_CONTROL_MASK) == 0 && g_unichar_isalnum (gdk_keyval_to_unicode (key)))
    {
      g_signal_emit_by_name (self, "key-typed", gdk_keyval_to_unicode (key));
      return TRUE;
    }
  return FALSE;
}

void
_exm_map_canvas_add_controllers (ExmMapCanvas *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkGesture         *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (end_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}
