/* exm-chart-export.c - pictures as files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-chart-export.h"

#include <math.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"

#define MARGIN 16.0
#define PNG_SCALE 2.0
#define FONT "Sans 9"

/* Points: 1/72 inch. ISO 216 and ANSI. */
#define A4_WIDTH 595.28
#define A4_HEIGHT 841.89
#define LETTER_WIDTH 612.0
#define LETTER_HEIGHT 792.0
#define PAGE_MARGIN 36.0
#define COLUMN_GAP 20.0

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
finish (cairo_t    *cr,
        GByteArray *bytes,
        gboolean    png,
        GError    **error)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  cairo_status_t   status = cairo_status (cr);

  if (status == CAIRO_STATUS_SUCCESS && png)
    status = cairo_surface_write_to_png_stream (surface, write_cb, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return NULL;
}

static PangoContext *
new_context (cairo_t            *cr,
             const char         *font,
             const ExmChartLook *look)
{
  PangoContext         *context = pango_cairo_create_context (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_context_set_font_description (context, description);
  pango_font_description_free (description);
  pango_context_set_base_dir (context, look->rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_cairo_context_set_resolution (context, 96);
  return context;
}

static void
paint_paper (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
}

/* Letters are measured by a throw-away context of one kind, so that all files agree. */
static double
measure (ExmChart           *self,
         double              width,
         const ExmChartLook *look)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t         *cr = cairo_create (surface);
  PangoContext    *context = new_context (cr, FONT, look);
  double           height = exm_chart_lay_out (self, context, width, look->rtl);

  g_object_unref (context);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return height;
}

GBytes *
exm_chart_render (ExmChart           *self,
                  ExmChartFormat      format,
                  double              width,
                  const ExmChartLook *look,
                  GError            **error)
{
  const double     full_width = ceil (width + 2 * MARGIN);
  const double     full_height = ceil (measure (self, width, look) + 2 * MARGIN);
  GByteArray      *bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t         *cr;
  GBytes          *result;
  PangoContext    *context;

  if (format == EXM_CHART_SVG)
    surface = cairo_svg_surface_create_for_stream (write_cb, bytes, full_width, full_height);
  else
    {
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)(full_width * PNG_SCALE), (int)(full_height * PNG_SCALE));
      cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
    }
  cr = cairo_create (surface);
  context = new_context (cr, FONT, look);
  paint_paper (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  exm_chart_draw (self, cr, context, width, look);
  g_object_unref (context);
  result = finish (cr, bytes, format == EXM_CHART_PNG, error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return result;
}

/* --- the report ----------------------------------------------------------------------------- */

static double
put_line (cairo_t      *cr,
          PangoContext *context,
          const char   *text,
          double        y,
          double        width,
          double        scale)
{
  g_autoptr(PangoLayout) layout = pango_layout_new (context);
  g_autoptr(PangoAttrList) list = pango_attr_list_new ();
  int height;

  pango_attr_list_insert (list, pango_attr_scale_new (scale));
  if (scale > 1)
    pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, list);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);
  return y + height + 2;
}

/* Two columns, each picture to the shorter one. Draws when @cr is given. Returns the
 * height of the longer one. */
static double
put_charts (GPtrArray          *charts,
            cairo_t            *cr,
            PangoContext       *context,
            double              width,
            const ExmChartLook *look)
{
  const double column = (width - COLUMN_GAP) / 2;
  double       ends[2] = { 0, 0 };

  for (guint i = 0; i < charts->len; i++)
    {
      ExmChart    *chart = charts->pdata[i];
      const double height = exm_chart_lay_out (chart, context, column, look->rtl);
      const guint  at = ends[1] < ends[0];
      double       x = at == 0 ? 0 : column + COLUMN_GAP;

      if (look->rtl)
        x = width - x - column;
      if (cr != NULL)
        {
          cairo_save (cr);
          cairo_translate (cr, x, ends[at]);
          exm_chart_draw (chart, cr, context, column, look);
          cairo_restore (cr);
        }
      ends[at] += height + COLUMN_GAP;
    }
  return MAX (ends[0], ends[1]);
}

GBytes *
exm_chart_report (const char         *title,
                  const char *const  *lines,
                  GPtrArray          *charts,
                  gboolean            letter,
                  const ExmChartLook *look,
                  GError            **error)
{
  const double     width = letter ? LETTER_WIDTH : A4_WIDTH;
  const double     height = letter ? LETTER_HEIGHT : A4_HEIGHT;
  const double     inner = width - 2 * PAGE_MARGIN;
  GByteArray      *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
  cairo_t         *cr = cairo_create (surface);
  double           y = 0;
  double           scale = 1;
  GBytes          *result;
  PangoContext    *context = new_context (cr, "Sans 7", look);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Exemplar");
  cairo_translate (cr, PAGE_MARGIN, PAGE_MARGIN);
  y = put_line (cr, context, title, y, inner, 2) + 4;
  for (guint i = 0; lines[i] != NULL; i++)
    y = put_line (cr, context, lines[i], y, inner, 1);
  y += 12;
  /* One page: with very many pictures all get smaller, and wider in turn. */
  while (scale > 0.3 && put_charts (charts, NULL, context, inner / scale, look) * scale > height - 2 * PAGE_MARGIN - y)
    scale *= 0.95;
  cairo_translate (cr, 0, y);
  cairo_scale (cr, scale, scale);
  put_charts (charts, cr, context, inner / scale, look);
  cairo_show_page (cr);
  g_object_unref (context);
  result = finish (cr, bytes, FALSE, error);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return result;
}

/* --- saving --------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *from;
  GBytes    *bytes;
} Saving;

static void
saving_free (Saving *self)
{
  g_object_unref (self->from);
  g_bytes_unref (self->bytes);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      exm_feedback_error (saving->from, _ ("The picture could not be saved"), error);
      return;
    }
  /* Translators: a file name */
  text = g_strdup_printf (_ ("“%s” saved"), name);
  exm_feedback_toast (saving->from, text);
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Saving) saving = user_data;
  g_autoptr(GFile) file = exm_compat_save_file_finish (result, NULL);
  GBytes *bytes = saving->bytes;

  /* Written to a temporary file beside it, which is then renamed. */
  if (file != NULL)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, written_cb,
                                         g_steal_pointer (&saving));
}

void
exm_chart_save_bytes (GtkWidget  *from,
                      const char *title,
                      const char *name,
                      GBytes     *bytes)
{
  Saving  *saving = g_new0 (Saving, 1);
  GtkRoot *root = gtk_widget_get_root (from);

  saving->from = g_object_ref (from);
  saving->bytes = g_bytes_ref (bytes);
  exm_compat_save_file_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, title, name, NULL, NULL, NULL, chosen_cb, saving);
}
