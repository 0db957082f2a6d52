namespace ShopHosting.Cli.Panel;

/// <summary>What the person at the command line is told: a whole sentence.</summary>
internal sealed class PanelException(string message, Exception? inner = null) : Exception(message, inner);
