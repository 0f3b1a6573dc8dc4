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

static gboolean
names_thinking (const char *text)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return lower != NULL && strstr (lower, "thinking") != NULL;
}

/* Which model knows which least level of thinking changes with each generation.
 * A request that is refused for it is sent once more without. The words of the
 * refusal only decide on that: nothing is lost when they are misread. */
static gboolean
refuses_thinking (const ExmGenerateRequest *request,
                  const GError             *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);

  if (request->thinking == EXM_THINKING_UNSET || problem == NULL ||
      !g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_INVALID))
    return FALSE;
  for (guint i = 0; i < problem->violations->len; i++)
    {
      const ExmGoogleField *field = g_ptr_array_index (problem->violations, i);

      if (names_thinking (field->field) || names_thinking (field->description))
        return TRUE;
    }
  return names_thinking (problem->message);
}

static ExmGenerateRequest *
copy_without_thinking (const ExmGenerateRequest *request)
{
  ExmGenerateRequest *copy = exm_generate_request_copy (request);

  copy->thinking = EXM_THINKING_UNSET;
  return copy;
}

static ExmGenerateAnswer *
generate_once (ExmGoogle                *google,
               const ExmGenerateRequest *request,
               GCancellable             *cancellable,
               GError                  **error)
{
  g_autoptr (ExmHttpRequest) http = NULL;
  g_autoptr (JsonObject) object = NULL;
  ExmGenerateAnswer *answer;
  gint64             elapsed = 0;

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

ExmGenerateAnswer *
exm_models_generate (ExmGoogle                *google,
                     const ExmGenerateRequest *request,
                     GCancellable             *cancellable,
                     GError                  **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ExmGenerateRequest) plain = NULL;
  ExmGenerateAnswer *answer;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && request != NULL, NULL);

  answer = generate_once (google, request, cancellable, &local);
  if (answer != NULL)
    return answer;
  if (!refuses_thinking (request, local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  plain = copy_without_thinking (request);
  return generate_once (google, plain, cancellable, error);
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

/* The last event tells why the answer ended. A stream that is cut between two
 * events looks whole but for that. */
static void
end_stream (ExmGenerateAnswer *answer)
{
  _exm_generate_answer_end (answer);
  if (answer->finish_reason != NULL || answer->block_reason != NULL || *answer->text == '\0')
    return;
  g_free (answer->problem);
  answer->problem = g_strdup (_ ("The answer broke off: the connection ended too early"));
  g_free (answer->advice);
  answer->advice = g_strdup (_ ("Ask again."));
}

static ExmGenerateAnswer *
stream_once (ExmGoogle                *google,
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
      end_stream (answer);
      answer->latency_ms = response->elapsed_ms;
      return g_steal_pointer (&answer);
    }
  else if (response != NULL)
    g_propagate_error (error, g_steal_pointer (&stream.error));
  g_clear_error (&stream.error);
  return NULL;
}

ExmGenerateAnswer *
exm_models_stream (ExmGoogle                *google,
                   const ExmGenerateRequest *request,
                   ExmModelsTextFunc         func,
                   gpointer                  func_data,
                   GCancellable             *cancellable,
                   GError                  **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (ExmGenerateRequest) plain = NULL;
  ExmGenerateAnswer *answer;

  g_return_val_if_fail (EXM_IS_GOOGLE (google) && request != NULL, NULL);

  answer = stream_once (google, request, func, func_data, cancellable, &local);
  if (answer != NULL)
    return answer;
  if (!refuses_thinking (request, local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  plain = copy_without_thinking (request);
  return stream_once (google, plain, func, func_data, cancellable, error);
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
