package checklist

import (
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

const (
	maxSource = 2000 // bytes of one expression
	maxNodes  = 400
	maxMemory = 10_000 // expr's units: arrays and texts it makes itself, of which there are none
)

// expression is one compiled, with the questions it looks at. Nil holds always.
type expression struct {
	program *vm.Program
	looksAt []string
}

// compile takes the part of expr's language that cannot loop, name things or
// reach outside: values, q.name, this, operators, a ? b : c, and functions. What
// is not on that list is refused by name, so that a later expr with more
// language in it changes nothing.
func compile(source string) (*expression, error) {
	if source == "" {
		return nil, nil
	}
	if len(source) > maxSource {
		return nil, fmt.Errorf("%d bytes, want at most %d", len(source), maxSource)
	}
	g := &guard{}
	options := []expr.Option{
		expr.Env(map[string]any{"q": map[string]any{}, "this": any(nil), "now": any(nil), "round": any(nil)}),
		expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes), expr.Patch(g),
	}
	for name, f := range functions {
		if f.do != nil {
			options = append(options, call(name, f))
		}
	}
	for sign, f := range operators {
		options = append(options, call(named(sign), f))
	}
	// The patterns are known once it is parsed: compile again with them.
	program, err := expr.Compile(source, options...)
	if g.refused == nil && len(g.patterns) > 0 {
		patterns := g.patterns
		for i, p := range patterns {
			do, bad := matching(p)
			if bad != nil {
				return nil, fmt.Errorf("the pattern %q: %w", p, bad)
			}
			options = append(options, call(patternName(i), function{1, 1, do}))
		}
		*g = guard{}
		program, err = expr.Compile(source, options...)
	}
	switch {
	case g.refused != nil:
		return nil, g.refused
	case g.bare > 0:
		return nil, errors.New("q alone has no value; q.name has one")
	case err != nil:
		line, _, _ := strings.Cut(err.Error(), "\n")
		return nil, errors.New(line)
	}
	return &expression{program, g.looksAt}, nil
}

// CheckExpression refuses what Parse would refuse of an expression by itself.
func CheckExpression(source string) error {
	_, err := compile(source)
	return err
}

func call(name string, f function) expr.Option {
	do := f.do
	return expr.Function(name, func(args ...any) (any, error) { return do(args) }, new(func(...any) any))
}

var signNames = map[string]string{"==": "same", "!=": "differs", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least",
	"+": "plus", "-": "minus", "*": "times", "/": "by", "%": "rest"}

// named is the function behind an operator; no source can call it.
func named(sign string) string { return "op_" + signNames[sign] }

func patternName(i int) string { return fmt.Sprintf("op_pattern_%d", i) }

// guard refuses what is not on the list and puts our meaning of values in the
// place of expr's.
type guard struct {
	looksAt  []string
	patterns []string
	bare     int // q that nothing is looked up in
	refused  error
}

func (g *guard) refuse(format string, args ...any) {
	if g.refused == nil {
		g.refused = fmt.Errorf(format, args...)
	}
}

// Visit sees the parts of a node before the node.
func (g *guard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.NilNode, *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.StringNode:
	case *ast.IdentifierNode:
		if _, known := functions[n.Value]; !known && n.Value != "q" && n.Value != "this" {
			g.refuse("%q is not known to expressions", n.Value)
		}
		if n.Value == "q" {
			g.bare++
		}
	case *ast.MemberNode:
		g.member(n)
	case *ast.ConditionalNode:
		n.Cond = made("truth", n.Cond)
		n.Cond = &ast.BinaryNode{Operator: "==", Left: n.Cond, Right: &ast.BoolNode{Value: true}}
	case *ast.UnaryNode:
		g.unary(node, n)
	case *ast.BinaryNode:
		g.binary(node, n)
	case *ast.CallNode:
		g.call(node, n)
	case *ast.ChainNode:
		g.refuse("?. has no place in an expression: what is not answered is an empty text")
	default:
		g.refuse("%s has no place in an expression", strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", n), "*ast."), "Node"))
	}
}

func made(name string, args ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: args}
}

func (g *guard) member(n *ast.MemberNode) {
	of, isName := n.Node.(*ast.IdentifierNode)
	question, isText := n.Property.(*ast.StringNode)
	if !isName || of.Value != "q" || !isText || n.Optional {
		g.refuse("only q.name and q[\"name\"] look something up")
		return
	}
	g.bare--
	g.looksAt = append(g.looksAt, question.Value)
}

// truly is a node as the truth expr's own and, or and ! want.
func truly(n ast.Node) ast.Node {
	return &ast.BinaryNode{Operator: "==", Left: made("truth", n), Right: &ast.BoolNode{Value: true}}
}

func (g *guard) unary(node *ast.Node, n *ast.UnaryNode) {
	switch n.Operator {
	case "!", "not":
		n.Node = truly(n.Node)
	case "-":
		*node = made(named("-"), &ast.IntegerNode{}, n.Node)
	case "+":
		*node = made("number", n.Node)
	default:
		g.refuse("the operator %s has no place in an expression", n.Operator)
	}
}

func (g *guard) binary(node *ast.Node, n *ast.BinaryNode) {
	switch _, ours := operators[n.Operator]; {
	case ours:
		*node = made(named(n.Operator), n.Left, n.Right)
	case n.Operator == "and" || n.Operator == "&&" || n.Operator == "or" || n.Operator == "||":
		n.Left, n.Right = truly(n.Left), truly(n.Right)
	default:
		g.refuse("the operator %s has no place in an expression", n.Operator)
	}
}

func (g *guard) call(node *ast.Node, n *ast.CallNode) {
	of, isName := n.Callee.(*ast.IdentifierNode)
	if !isName {
		g.refuse("only functions are called")
		return
	}
	f, known := functions[of.Value]
	switch {
	case !known:
		g.refuse("there is no function %s", of.Value)
	case len(n.Arguments) < f.least || len(n.Arguments) > f.most:
		g.refuse("%s takes %d to %d values, not %d", of.Value, f.least, f.most, len(n.Arguments))
	case of.Value == "today" || of.Value == "clock":
		*node = made(of.Value, &ast.IdentifierNode{Value: "now"})
	case of.Value == "this_round":
		*node = made(of.Value, &ast.IdentifierNode{Value: "round"})
	case of.Value == "written_day":
		pattern, isText := n.Arguments[1].(*ast.StringNode)
		if !isText {
			g.refuse("a pattern is written out, not calculated")
		} else if err := checkDaySigns(pattern.Value); err != nil {
			g.refuse("the pattern %q: %w", pattern.Value, err)
		}
	case of.Value == "matches_all":
		pattern, isText := n.Arguments[1].(*ast.StringNode)
		if !isText {
			g.refuse("a pattern is written out, not calculated")
			return
		}
		g.patterns = append(g.patterns, pattern.Value)
		*node = made(patternName(len(g.patterns)-1), n.Arguments[0])
	}
}

// run evaluates; nil gives otherwise.
func (e *expression) run(machine *vm.VM, env map[string]any, otherwise any) (any, error) {
	if e == nil {
		return otherwise, nil
	}
	machine.MemoryBudget = maxMemory
	v, err := machine.Run(e.program, env)
	if err != nil { // below its first line stands the source
		line, _, _ := strings.Cut(err.Error(), "\n")
		return nil, errors.New(line)
	}
	return v, nil
}
