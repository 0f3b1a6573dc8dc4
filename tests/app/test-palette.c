/* test-palette.c - label colours can be told apart, whatever colours one sees
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <math.h>

#include <adwaita.h>

#include "app-test.h"
#include "exm-palette.h"

typedef struct
{
  double v[3];
} Triple;

/* Colour vision simulated in linear RGB: G. M. Machado, M. M. Oliveira and L. A. F.
 * Fernandes, "A Physiologically-based Model for Simulation of Color Vision
 * Deficiency" (2009), severity 1.0. */
static const struct
{
  const char *name;
  double      matrix[9];
} visions[] = {
  { "usual", { 1, 0, 0, 0, 1, 0, 0, 0, 1 } },
  { "protanopia", { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 } },
  { "deuteranopia", { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 } },
  { "tritanopia", { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 } },
};

static double
to_linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static Triple
linear_of (guint color)
{
  GdkRGBA rgba;

  exm_palette_get_rgba (color, &rgba);
  return (Triple){ { to_linear ((double)rgba.red), to_linear ((double)rgba.green), to_linear ((double)rgba.blue) } };
}

static Triple
multiply (const double *matrix,
          Triple        in)
{
  Triple out;

  for (guint i = 0; i < 3; i++)
    out.v[i] = matrix[3 * i] * in.v[0] + matrix[3 * i + 1] * in.v[1] + matrix[3 * i + 2] * in.v[2];
  return out;
}

static double
lab_part (double t)
{
  return t > 0.008856 ? cbrt (t) : 7.787 * t + 16.0 / 116.0;
}

/* CIELAB, D65. */
static Triple
to_lab (Triple linear)
{
  static const double xyz[9] = { 0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505 };
  Triple              at;
  double              x, y, z;

  for (guint i = 0; i < 3; i++)
    linear.v[i] = CLAMP (linear.v[i], 0.0, 1.0);
  at = multiply (xyz, linear);
  x = lab_part (at.v[0] / 0.9505);
  y = lab_part (at.v[1]);
  z = lab_part (at.v[2] / 1.089);
  return (Triple){ { 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z) } };
}

static double
distance (guint         a,
          guint         b,
          const double *matrix)
{
  Triple one = to_lab (multiply (matrix, linear_of (a)));
  Triple other = to_lab (multiply (matrix, linear_of (b)));
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += (one.v[i] - other.v[i]) * (one.v[i] - other.v[i]);
  return sqrt (sum);
}

/* A difference of 2.3 is just seen side by side; 15 is another colour at a glance. */
static void
test_apart (void)
{
  for (guint vision = 0; vision < G_N_ELEMENTS (visions); vision++)
    for (guint a = 0; a < EXM_PALETTE_SIZE; a++)
      for (guint b = 0; b < a; b++)
        {
          double d = distance (a, b, visions[vision].matrix);

          if (exm_palette_is_square (a) != exm_palette_is_square (b))
            continue;
          if (d < 15.0)
            g_test_message ("%s and %s, %s: %.1f", exm_palette_get_name (a), exm_palette_get_name (b),
                            visions[vision].name, d);
          g_assert_cmpfloat (d, >=, 15.0);
        }
}

/* Black letters on it: WCAG 2.1, 1.4.3. */
static void
test_legible (void)
{
  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    {
      Triple linear = linear_of (i);
      double luminance = 0.2126 * linear.v[0] + 0.7152 * linear.v[1] + 0.0722 * linear.v[2];

      g_assert_cmpfloat ((luminance + 0.05) / 0.05, >=, 4.5);
    }
}

/* What is drawn and what style.css says are one colour. */
static void
test_style (void)
{
  g_autoptr(GtkCssProvider) css = gtk_css_provider_new ();
  GtkWidget *widget = g_object_ref_sink (gtk_label_new (NULL));

  gtk_css_provider_load_from_resource (css, "/io/github/exemplar/Exemplar/style.css");
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  for (guint i = 0; i < EXM_PALETTE_SIZE; i++)
    {
      g_autofree char *name = g_strdup_printf ("label_color_%u", i);
      GdkRGBA          drawn;
      GdkRGBA          styled;

      exm_palette_get_rgba (i, &drawn);
      g_assert_true (gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &styled));
      g_assert_cmpfloat_with_epsilon (drawn.red, styled.red, 0.005);
      g_assert_cmpfloat_with_epsilon (drawn.green, styled.green, 0.005);
      g_assert_cmpfloat_with_epsilon (drawn.blue, styled.blue, 0.005);
    }
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css));
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_object_unref (widget);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();

  g_test_add_func ("/app/palette/apart", test_apart);
  g_test_add_func ("/app/palette/legible", test_legible);
  g_test_add_func ("/app/palette/style", test_style);
  return g_test_run ();
}
