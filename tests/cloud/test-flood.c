/* test-flood.c - answers far larger than what anybody would ask for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/resource.h>

#include "exm-google.h"
#include "exm-http.h"
#include "exm-models.h"
#include "exm-tuning.h"

#define JOB "projects/p/locations/us-central1/tuningJobs/1"
#define ENDPOINT "projects/p/locations/us-central1/endpoints/1"
#define GIB (1024LL * 1024 * 1024)
#define MIB (1024LL * 1024)
/* What the client may take in before it gives up: its cap of 16 MiB, with what lies in
 * sockets, and what it may hold of that at once. */
#define MOST_TAKEN (64 * MIB)
#define MOST_MEMORY (80 * MIB)
#define MOST_SECONDS 20

typedef struct
{
  GSocketService *service;
  char           *origin;
  GThread        *thread;
  GCancellable   *stop;
  const char     *head;
  GBytes         *block;
  gint64          size;  /* to send of it, again and again */
  gint64          taken; /* bytes that went out, of the last connection */
  int             n_open;
} Flood;

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  Flood         *flood = user_data;
  GInputStream  *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char           buffer[8192];
  gsize          size, written;
  const guint8  *data = g_bytes_get_data (flood->block, &size);
  gint64         taken = 0;

  g_atomic_int_inc (&flood->n_open);
  /* The requests are small: they come in one piece. */
  if (g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL) > 0 &&
      g_output_stream_write_all (out, flood->head, strlen (flood->head), NULL, NULL, NULL))
    while (taken < flood->size && g_output_stream_write_all (out, data, size, &written, NULL, NULL))
      taken += (gint64)written;
  flood->taken = taken;
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_atomic_int_add (&flood->n_open, -1);
  return TRUE;
}

static gpointer
serve_thread (gpointer data)
{
  Flood *flood = data;
  g_autoptr(GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  g_socket_service_start (flood->service);
  while (!g_cancellable_is_cancelled (flood->stop))
    {
      g_main_context_iteration (context, FALSE);
      g_usleep (1000);
    }
  g_socket_service_stop (flood->service);
  g_socket_listener_close (G_SOCKET_LISTENER (flood->service));
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
flood_start (Flood *flood)
{
  guint16 port;
  g_autoptr(GError) error = NULL;

  flood->stop = g_cancellable_new ();
  flood->service = g_threaded_socket_service_new (4);
  g_socket_service_stop (flood->service);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (flood->service), NULL, &error);
  g_assert_no_error (error);
  flood->origin = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_signal_connect (flood->service, "run", G_CALLBACK (run_cb), flood);
  flood->thread = g_thread_new ("flood", serve_thread, flood);
}

static void
flood_stop (Flood *flood)
{
  g_cancellable_cancel (flood->stop);
  g_thread_join (flood->thread);
  while (g_atomic_int_get (&flood->n_open) > 0)
    g_usleep (1000);
  g_object_unref (flood->service);
  g_object_unref (flood->stop);
  g_bytes_unref (flood->block);
  g_free (flood->origin);
}

/* The most that this process has ever had in memory. */
static gint64
peak_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gint64)usage.ru_maxrss * 1024;
}

static void
collect (const char *text,
         gpointer    user_data)
{
}

/* One call with a whole answer and one with a stream: both give up at the cap. */
static void
ask (Flood      *flood,
     const char *name)
{
  const gint64 memory = peak_memory ();
  const gint64 began = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_google_new_practice (flood->origin, "practice-token", &error);
  g_autoptr(ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
  g_autoptr(ExmGenerateAnswer) answer = NULL;
  g_autoptr(ExmTuningJob) job = NULL;
  gint64 taken;

  g_assert_no_error (error);
  job = exm_tuning_get (google, JOB, NULL, &error);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
  g_clear_error (&error);
  while (g_atomic_int_get (&flood->n_open) > 0)
    g_usleep (1000);
  taken = flood->taken;
  answer = exm_models_stream (google, request, collect, NULL, NULL, &error);
  g_assert_null (answer);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
  while (g_atomic_int_get (&flood->n_open) > 0)
    g_usleep (1000);
  g_assert_cmpint (MAX (taken, flood->taken), <, MOST_TAKEN);
  g_assert_cmpint (peak_memory () - memory, <, MOST_MEMORY);
  g_assert_cmpint (g_get_monotonic_time () - began, <, MOST_SECONDS * G_USEC_PER_SEC);
  g_test_message ("R25: %s: given up after %d and %d MiB, %d MiB of memory, %d ms", name, (int)(taken / MIB), (int)(flood->taken / MIB),
                  (int)((peak_memory () - memory) / MIB), (int)((g_get_monotonic_time () - began) / 1000));
}

static void
test_length (void)
{
  Flood flood = { .size = GIB, .block = g_bytes_new_take (g_strnfill (MIB, 'a'), MIB), .head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{\"name\":\"" };

  flood_start (&flood);
  ask (&flood, "a body of 1 GiB that says so");
  flood_stop (&flood);
}

static void
test_endless (void)
{
  GByteArray      *chunk = g_byte_array_new ();
  Flood            flood = { .size = G_MAXINT64,
                             .head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" };
  g_autofree char *text = g_strnfill (MIB, 'a');

  g_byte_array_append (chunk, (const guint8 *)"100000\r\n", 8);
  g_byte_array_append (chunk, (const guint8 *)text, MIB);
  g_byte_array_append (chunk, (const guint8 *)"\r\n", 2);
  flood.block = g_byte_array_free_to_bytes (chunk);
  flood_start (&flood);
  ask (&flood, "chunks without an end");
  flood_stop (&flood);
}

/* 1 GiB of zeros, packed: members of a gzip file may follow one another (RFC 1952, 2.2). */
static GBytes *
make_bomb (void)
{
  const gsize      part = 16 * MIB;
  g_autofree char *zeros = g_malloc0 (part);
  g_autoptr(GZlibCompressor) packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GInputStream) plain = g_memory_input_stream_new_from_data (zeros, (gssize)part, NULL);
  g_autoptr(GInputStream) packed = g_converter_input_stream_new (plain, G_CONVERTER (packer));
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr(GBytes) member = NULL;
  GByteArray *bomb = g_byte_array_new ();

  g_assert_cmpint (g_output_stream_splice (out, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  member = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
  for (gint64 i = 0; i < GIB / (gint64)part; i++)
    g_byte_array_append (bomb, g_bytes_get_data (member, NULL), (guint)g_bytes_get_size (member));
  return g_byte_array_free_to_bytes (bomb);
}

static void
test_bomb (void)
{
  Flood            flood = { .block = make_bomb () };
  g_autofree char *head = NULL;

  flood.size = (gint64)g_bytes_get_size (flood.block);
  g_assert_cmpint (flood.size, <, 2 * MIB);
  head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"
                          "Content-Length: %" G_GINT64_FORMAT "\r\n\r\n",
                          flood.size);
  flood.head = head;
  flood_start (&flood);
  ask (&flood, "1 GiB in a gzip of 1 MiB, which nobody asked for");
  flood_stop (&flood);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/flood/length", test_length);
  g_test_add_func ("/cloud/flood/endless", test_endless);
  g_test_add_func ("/cloud/flood/gzip-bomb", test_bomb);
  return g_test_run ();
}
