/* exm-models.c - asking a tuned or a base model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-private.h"
#include "exm-json-gate.h"
#include "exm-models-private.h"

char *
exm_models_dup_publisher_name (const char *project,
                               const char *location,
                               const char *model_id)
{
  return g_strdup_printf ("projects/%s/locations/%s/publishers/google/models/%s", project, location,
                          model_id);
}

static ExmHttpRequest *
make_request (ExmGoogle                *google,
              const ExmGenerateRequest *request,
              const char               *method,
              gboolean                  with_config,
              GError                  **error)
{
  g_autofree char *url = exm_google_dup_resource_url (google, request->model, method, error);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  ExmHttpRequest *http;
  gsize           length;

  if (url == NULL)
    return NULL;
  text = _exm_generate_request_to_json (request, with_config);
  length = strlen (text);
  body = g_bytes_new_take (g_steal_pointer (&text), length);
  http = exm_http_request_new ("POST", url);
  exm_http_request_set_body (http, "application/json", body);
  /* Asking changes nothing, and somebody waits for it. */
  http->flags = EXM_HTTP_RETRY | EXM_HTTP_IMPATIENT;
  return http;
}

ExmGenerateAnswer *
exm_models_generate (ExmGoogle                *google,
                     const ExmGenerateRequest *request,
                     GCancellable             *cancellable,
                     GError                  **error)
{
  g_autoptr (ExmHttpRequest) http = NULL;
  g_autoptr (JsonObject) object = NULL;
  ExmGenerateAnswer *answer;
  gint64             elapsed = 0;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && request != NULL, NULL);

  http = make_request (google, request, ":generateContent", TRUE, error);
  if (http == NULL)
    return NULL;
  object = _exm_google_call_request (google, http, &elapsed, cancellable, error);
  if (object == NULL)
    return NULL;
  answer = _exm_generate_answer_new ();
  _exm_generate_answer_add (answer, object, NULL);
  _exm_generate_answer_end (answer);
  answer->latency_ms = elapsed;
  return answer;
}

/* --- streamed ------------------------------------------------------------------------ */

/* Server-sent events: an event is its "data:" lines up to an empty line. */
typedef struct
{
  ExmGenerateAnswer *answer;
  GString           *event;
  ExmModelsTextFunc  func;
  gpointer           func_data;
  GError            *error; /* of an event that told of one */
  GString           *stray; /* lines that belong to no event */
  gboolean           seen;  /* an event with an answer */
} Stream;

/* An error can come as a bare body, as an event, or as an odd page. */
static GError *
stream_problem (const char *text,
                gsize       length)
{
  g_autoptr (GBytes) body = g_bytes_new (text, length);

  return exm_google_problem_to_error (exm_google_problem_parse (200, body));
}

static void
stream_event (Stream *self)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *piece = NULL;

  if (self->event->len == 0 || self->error != NULL)
    return;
  object = exm_json_parse_object (self->event->str, (gssize)self->event->len, NULL);
  if (object == NULL || json_object_has_member (object, "error"))
    {
      self->error = stream_problem (self->event->str, self->event->len);
      return;
    }
  g_string_truncate (self->event, 0);
  self->seen = TRUE;
  _exm_generate_answer_add (self->answer, object, &piece);
  if (self->func != NULL && *piece != '\0')
    self->func (piece, self->func_data);
}

static void
stream_line_cb (const char *line,
                gsize       length,
                gpointer    user_data)
{
  Stream *self = user_data;

  if (length > 0 && line[length - 1] == '\r')
    length--;
  if (length == 0)
    stream_event (self);
  else if (length >= 5 && strncmp (line, "data:", 5) == 0)
    {
      gsize skip = length > 5 && line[5] == ' ' ? 6 : 5;

      if (self->event->len > 0)
        g_string_append_c (self->event, '\n');
      g_string_append_len (self->event, line + skip, (gssize)(length - skip));
    }
  else if (self->stray->len < 16384)
    {
      g_string_append_len (self->stray, line, (gssize)length);
      g_string_append_c (self->stray, '\n');
    }
}

ExmGenerateAnswer *
exm_models_stream (ExmGoogle                *google,
                   const ExmGenerateRequest *request,
                   ExmModelsTextFunc         func,
                   gpointer                  func_data,
                   GCancellable             *cancellable,
                   GError                  **error)
{
  g_autoptr (ExmHttpRequest) http = NULL;
  g_autoptr (ExmHttpResponse) response = NULL;
  g_autoptr (ExmGenerateAnswer) answer = _exm_generate_answer_new ();
  g_autoptr (GString) event = g_string_new (NULL);
  g_autoptr (GString) stray = g_string_new (NULL);
  Stream stream = { answer, event, func, func_data, NULL, stray, FALSE };

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && request != NULL, NULL);

  http = make_request (google, request, ":streamGenerateContent?alt=sse", TRUE, error);
  if (http == NULL)
    return NULL;
  http->line_func = stream_line_cb;
  http->user_data = &stream;
  response = exm_google_send (google, http, cancellable, error);
  if (response != NULL)
    stream_event (&stream); /* the last one may end with the connection */
  if (response != NULL && !stream.seen && stream.error == NULL && response->status <= 299)
    stream.error = stream_problem (stray->str, stray->len);
  if (response != NULL && (response->status < 200 || response->status > 299))
    g_propagate_error (error, _exm_google_response_error (google, response));
  else if (response != NULL && stream.error == NULL)
    {
      _exm_generate_answer_end (answer);
      answer->latency_ms = response->elapsed_ms;
      return g_steal_pointer (&answer);
    }
  else if (response != NULL)
    g_propagate_error (error, g_steal_pointer (&stream.error));
  g_clear_error (&stream.error);
  return NULL;
}

gint64
exm_models_count_tokens (ExmGoogle                *google,
                         const ExmGenerateRequest *request,
                         GCancellable             *cancellable,
                         GError                  **error)
{
  g_autoptr (ExmHttpRequest) http = NULL;
  g_autoptr (JsonObject) object = NULL;
  gint64 tokens = -1;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && request != NULL, -1);

  http = make_request (google, request, ":countTokens", FALSE, error);
  if (http != NULL)
    object = _exm_google_call_request (google, http, NULL, cancellable, error);
  if (object != NULL && !exm_json_get_int64 (object, "totalTokens", &tokens))
    g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY, _ ("The answer makes no sense"));
  return tokens;
}

/* --- off the caller's thread ------------------------------------------------------------ */

typedef struct
{
  ExmGenerateRequest *request;
  ExmModelsTextFunc   func;
  gpointer            func_data;
  GDestroyNotify      func_destroy;
} Args;

static void
args_free (gpointer data)
{
  Args *args = data;

  exm_generate_request_free (args->request);
  if (args->func_destroy != NULL)
    args->func_destroy (args->func_data);
  g_free (args);
}

static GTask *
task_new (ExmGoogle                *google,
          gpointer                  tag,
          const ExmGenerateRequest *request,
          GCancellable             *cancellable,
          GAsyncReadyCallback       callback,
          gpointer                  user_data)
{
  GTask *task = g_task_new (google, cancellable, callback, user_data);
  Args  *args = g_new0 (Args, 1);

  args->request = exm_generate_request_copy (request);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, args, args_free);
  return task;
}

static void
return_answer (GTask             *task,
               ExmGenerateAnswer *answer,
               GError            *error)
{
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify)exm_generate_answer_free);
  else
    g_task_return_error (task, error);
}

static ExmGenerateAnswer *
finish_answer (ExmGoogle    *google,
               GAsyncResult *result,
               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
generate_thread (GTask        *task,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Args              *args = data;
  GError            *error = NULL;
  ExmGenerateAnswer *answer = exm_models_generate (source, args->request, cancellable, &error);

  return_answer (task, answer, error);
}

void
exm_models_generate_async (ExmGoogle                *google,
                           const ExmGenerateRequest *request,
                           GCancellable             *cancellable,
                           GAsyncReadyCallback       callback,
                           gpointer                  user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_models_generate_async, request, cancellable, callback,
                                     user_data);

  _exm_google_run (task, generate_thread);
}

ExmGenerateAnswer *
exm_models_generate_finish (ExmGoogle    *google,
                            GAsyncResult *result,
                            GError      **error)
{
  return finish_answer (google, result, error);
}

/* One piece on its way to the context in which the call was started. */
typedef struct
{
  GTask *task;
  char  *text;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_object_unref (piece->task);
  g_free (piece->text);
  g_free (piece);
}

static gboolean
piece_cb (gpointer user_data)
{
  Piece *piece = user_data;
  Args  *args = g_task_get_task_data (piece->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (piece->task)))
    args->func (piece->text, args->func_data);
  return G_SOURCE_REMOVE;
}

static void
send_piece (const char *text,
            gpointer    user_data)
{
  GTask *task = user_data;
  Args  *args = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  Piece *piece;

  if (args->func == NULL)
    return;
  piece = g_new (Piece, 1);
  piece->task = g_object_ref (task);
  piece->text = g_strdup (text);
  /* The task's own priority: pieces come before its callback. */
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, piece_cb, piece, piece_free);
  g_source_attach (source, g_task_get_context (task));
}

static void
stream_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Args              *args = data;
  GError            *error = NULL;
  ExmGenerateAnswer *answer = exm_models_stream (source, args->request, send_piece, task, cancellable, &error);

  return_answer (task, answer, error);
}

void
exm_models_stream_async (ExmGoogle                *google,
                         const ExmGenerateRequest *request,
                         ExmModelsTextFunc         func,
                         gpointer                  func_data,
                         GDestroyNotify            func_destroy,
                         GCancellable             *cancellable,
                         GAsyncReadyCallback       callback,
                         gpointer                  user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_models_stream_async, request, cancellable, callback, user_data);
  Args *args = g_task_get_task_data (task);

  args->func = func;
  args->func_data = func_data;
  args->func_destroy = func_destroy;
  _exm_google_run (task, stream_thread);
}

ExmGenerateAnswer *
exm_models_stream_finish (ExmGoogle    *google,
                          GAsyncResult *result,
                          GError      **error)
{
  return finish_answer (google, result, error);
}

static void
count_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Args   *args = data;
  GError *error = NULL;
  gint64  tokens = exm_models_count_tokens (source, args->request, cancellable, &error);

  if (tokens >= 0)
    g_task_return_int (task, tokens);
  else
    g_task_return_error (task, error);
}

void
exm_models_count_tokens_async (ExmGoogle                *google,
                               const ExmGenerateRequest *request,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  g_autoptr (GTask) task = task_new (google, exm_models_count_tokens_async, request, cancellable, callback,
                                     user_data);

  _exm_google_run (task, count_thread);
}

gint64
exm_models_count_tokens_finish (ExmGoogle    *google,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, google), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
