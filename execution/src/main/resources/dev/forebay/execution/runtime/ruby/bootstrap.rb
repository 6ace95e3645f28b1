# frozen_string_literal: true

# Runs a Ruby function: waits until it may begin, loads the handler, serves the Runtime API.
# Ruby 2.7 and later.

require 'json'
require 'logger'
require 'socket'
require 'stringio'

# A kept-alive connection to the Runtime API: a Unix socket, else TCP.
class ForebayRuntimeApi
  API = '/2018-06-01/runtime/'
  NEXT = "GET #{API}invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n"

  def initialize(unix_path, tcp)
    @socket = connect(unix_path, tcp)
  end

  def send_next
    @socket.write(NEXT)
  end

  # Posts a body; the request for the next event follows in the same write.
  def post(path, body, content_type, error_type = nil, then_next: true)
    head = "POST #{API}#{path} HTTP/1.1\r\nHost: runtime\r\nContent-Type: #{content_type}\r\n" \
           "Content-Length: #{body.bytesize}\r\n"
    head += "Lambda-Runtime-Function-Error-Type: #{error_type}\r\n" if error_type
    @socket.write(head.b << "\r\n" << body.b << (then_next ? NEXT : ''))
    status, = read
    exit!(1) if status >= 500
  end

  # One response: status, headers by lower-case name, body.
  def read
    status = line[9, 3].to_i
    headers = {}
    until (header = line).empty?
      name, value = header.split(':', 2)
      headers[name.downcase] = value.strip
    end
    body = @socket.read(headers.fetch('content-length', 0).to_i)
    [status, headers, body.force_encoding(Encoding::UTF_8)]
  end

  private

  def connect(unix_path, tcp)
    unless unix_path.nil? || unix_path.empty?
      begin
        return UNIXSocket.new(unix_path)
      rescue SystemCallError
        nil # TCP reaches the same.
      end
    end
    host, port = tcp.split(':')
    TCPSocket.new(host, port.to_i)
  end

  def line
    # Without the platform there is nobody to report to.
    text = @socket.gets("\r\n", chomp: true) || exit!(1)
    text.force_encoding(Encoding::UTF_8)
  end
end

# What a handler gets as its context.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name,
              :function_name, :memory_limit_in_mb, :function_version, :identity, :client_context,
              :deadline_ms

  def initialize(headers)
    @deadline_ms = headers['lambda-runtime-deadline-ms'].to_i
    @aws_request_id = headers['lambda-runtime-aws-request-id']
    @invoked_function_arn = headers['lambda-runtime-invoked-function-arn']
    @log_group_name = ENV['AWS_LAMBDA_LOG_GROUP_NAME']
    @log_stream_name = ENV['AWS_LAMBDA_LOG_STREAM_NAME']
    @function_name = ENV['AWS_LAMBDA_FUNCTION_NAME']
    @memory_limit_in_mb = ENV['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
    @function_version = ENV['AWS_LAMBDA_FUNCTION_VERSION']
    identity = headers['lambda-runtime-cognito-identity']
    @identity = JSON.parse(identity) if identity
    client = headers['lambda-runtime-client-context']
    @client_context = JSON.parse(client) if client
  end

  def get_remaining_time_in_millis
    [@deadline_ms - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond), 0].max
  end
end

# AWS's line of a Logger that writes to standard output.
class LambdaLogFormatter < Logger::Formatter
  def call(severity, time, progname, msg)
    text = msg2str(msg).encode('UTF-8', invalid: :replace, undef: :replace).tr("\n", "\r")
    "#{severity[0]}, [#{format_datetime(time)} ##{Process.pid}] #{severity.rjust(5)} " \
      "#{$_global_aws_request_id} -- #{progname}: #{text}\n"
  end
end

# Gives loggers on standard output AWS's format.
module LambdaLoggerPatch
  def initialize(logdev, *rest, **options)
    super
    standard = logdev.nil? || logdev == $stdout || logdev == $stderr
    @default_formatter = LambdaLogFormatter.new if standard
  end
end

# Makes AWS's error objects.
class ForebayError
  KNOWN = %w[
    ArgumentError NoMethodError Exception StandardError NameError LoadError SystemExit
    SystemStackError
  ].freeze

  attr_reader :object

  def initialize(error, classification)
    type = "#{classification}<#{error.class}>"
    @reported = KNOWN.include?(error.class.to_s) ? type : 'Function<UserException>'
    trace = (error.backtrace_locations || []).map(&:to_s)
    trace = trace.take_while { |each| !each.start_with?('/var/runtime/', __FILE__) }.first(100)
    @object = { errorMessage: error.message, errorType: type, stackTrace: trace }
  end

  def type
    @reported
  end

  def log(what)
    text = "#{what}: #{JSON.generate(@object)}"
    $stdout.write("#{text.tr("\n", "\r")}\n")
  end
end

# Finds and calls what the handler string names.
class ForebayHandler
  attr_reader :file

  def initialize(handler)
    parts = handler.split('.')
    unless [2, 3].include?(parts.size)
      raise ArgumentError, "Invalid handler #{handler}, must be of form FILENAME.METHOD or " \
                           'FILENAME.CLASS.METHOD where FILENAME corresponds with an existing ' \
                           'Ruby source file FILENAME.rb, CLASS is an optional module/class ' \
                           'namespace and METHOD is a callable method. If using CLASS, METHOD ' \
                           'must be a class-level method.'
    end
    @file = parts.first
    @class_name = parts[1] if parts.size == 3
    @method_name = parts.last
  end

  def call(event, context)
    target = @class_name ? Kernel.const_get(@class_name) : TOPLEVEL_BINDING.receiver
    result = target.__send__(@method_name, event: event, context: context)
    return [result.read, 'application/unknown'] if result.is_a?(StringIO) || result.is_a?(IO)

    [result.to_json, 'application/json']
  end
end

def forebay_wait_for_release
  warm = %w[set time date securerandom digest base64 uri net/http openssl tempfile bigdecimal]
  until warm.empty?
    break if $stdin.wait_readable(0)

    begin
      require warm.shift
    rescue LoadError
      next
    end
  end
  $stdin.gets
  $stdin.reopen(File::NULL)
end

def forebay_run
  $stdout.sync = true
  $stderr.sync = true
  unix_path = ENV.delete('_FOREBAY_RUNTIME_SOCKET')
  require 'io/wait'
  forebay_wait_for_release
  Logger.prepend(LambdaLoggerPatch)
  $_global_aws_request_id = nil
  root = ENV.fetch('LAMBDA_TASK_ROOT', '/var/task')
  $LOAD_PATH.unshift(root) unless $LOAD_PATH.include?(root)
  api = ForebayRuntimeApi.new(unix_path, ENV.fetch('AWS_LAMBDA_RUNTIME_API'))
  begin
    handler = ForebayHandler.new(ENV.fetch('_HANDLER', ''))
    require handler.file
  rescue Exception => e # rubocop:disable Lint/RescueException
    error = ForebayError.new(e, 'Init')
    error.log("Init error when loading handler #{ENV['_HANDLER']}")
    api.post('init/error', JSON.generate(error.object), 'application/json', error.type,
             then_next: false)
    exit(-4)
  end
  api.send_next
  loop { forebay_serve(api, handler) }
end

def forebay_serve(api, handler)
  status, headers, body = api.read
  exit!(1) unless status == 200
  id = headers['lambda-runtime-aws-request-id']
  $_global_aws_request_id = id
  ENV['_X_AMZN_TRACE_ID'] = headers['lambda-runtime-trace-id']
  begin
    event = headers['content-type'] == 'application/json' ? JSON.parse(body) : body
    answer, content_type = handler.call(event, LambdaContext.new(headers))
  rescue Exception => e # rubocop:disable Lint/RescueException
    error = ForebayError.new(e, 'Function')
    critical = !e.is_a?(StandardError) || e.is_a?(NameError)
    error.log(critical ? 'Critical exception from handler' : 'Error raised from handler method')
    api.post("invocation/#{id}/error", JSON.generate(error.object), 'application/json',
             error.type, then_next: !critical)
    exit(-1) if critical
  else
    api.post("invocation/#{id}/response", answer, content_type)
  end
end

forebay_run
